/** Changes of a text, for rows of the tables. */
import { checksumOf, functions } from './crates';

export const replace = (from: string, to: string) => (text: string) => {
  if (!text.includes(from)) throw new Error(`there is no ${from} to be replaced`);
  return text.replace(from, to);
};

export const append = (more: string) => (text: string) => `${text}\n${more}\n`;

/** What `cargo update --precise` does to the lock, without asking a registry. */
export const locked = (name: string, version: string) => ({
  'Cargo.lock': (text: string) =>
    replace(
      `name = "${name}"\nversion = "1.0.0"`,
      `name = "${name}"\nversion = "${version}"`,
    )(replace(checksumOf(name, '1.0.0'), checksumOf(name, version))(text)),
});

export const all = functions;
export const notC = ['a', 'b', 'd'];

/** A configuration that `c` alone says to have. */
export const flagged = '[build]\nrustflags = ["--cfg", "flagged"]';
export const onlyC = { changes: ['c'], needless: notC };
