// @ts-check
/** Workspaces of any number of functions that compile in no time and without dependencies. */
import { randomBytes } from 'node:crypto';

/** As much as the release build of a function of a few dependencies has. */
const padBytes = 1_500_000;

/**
 * template.yml with its one function, log group and output as often as there are functions, for
 * this machine's processor.
 *
 * @param {string} template @param {number} size
 */
export function templateOf(template, size) {
  const text = process.arch === 'x64' ? template.replace('[arm64]', '[x86_64]') : template;
  const [head, resources, outputs] = text.split(/^(?:Resources|Outputs):\n/m);
  /** @param {string | undefined} section */
  const each = (section = '') =>
    Array.from({ length: size }, (_, index) =>
      section
        .replaceAll('EchoFunction', `F${index}Function`)
        .replaceAll('apps/echo', `apps/f${index}`),
    ).join('');
  return `${head}Resources:\n${each(resources)}Outputs:\n${each(outputs)}`;
}

/**
 * The first few have code of a usual size.
 *
 * @param {{ root: string, write(path: string, text: string): void }} workspace
 * @param {number} size
 * @param {number} usual how many
 */
export function writeCrates(workspace, size, usual) {
  workspace.write(
    'Cargo.toml',
    `[workspace]\nresolver = "2"\nmembers = ["apps/*"]\n
[profile.dev]\ndebug = false\nstrip = true\n
[profile.release]\nstrip = true\n`,
  );
  for (let index = 0; index < size; index++) {
    const name = `f${index}`;
    workspace.write(
      `apps/${name}/Cargo.toml`,
      `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\nautobins = false\n
[[bin]]\nname = "${name}"\npath = "./main.rs"\n`,
    );
    const pad = index < usual ? `b"${randomBytes(padBytes / 2).toString('hex')}"` : 'b""';
    workspace.write(
      `apps/${name}/main.rs`,
      `#[used]\nstatic PAD: &[u8] = ${pad};\nfn main() { println!("{}", PAD.len()); }\n`,
    );
  }
}
