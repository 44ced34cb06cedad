/** Knows which browser plays web pages in tests. Starts nothing. */
import { findProgram } from '../../../setup/search-path.cjs';

/** Those that know `--headless=new` and `--host-resolver-rules`. */
const programs = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Completes "…; <mend>". */
export const browserMend = 'install chromium (Debian: apt-get install chromium)';

/** Absolute path. */
export function findBrowser(path: string | undefined): string | undefined {
  return programs.map((name) => findProgram(name, path)).find((program) => program !== undefined);
}
