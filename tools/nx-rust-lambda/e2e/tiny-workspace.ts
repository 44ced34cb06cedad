/** A Cargo workspace of crates without dependencies, built by the executor itself, without Nx: a second each. */
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ArtifactSpec } from '../src/build/artifact';
import { destinationOptions, type BuildOptions } from '../src/build/build-options';
import { batch } from '../src/executors/build/build';
import { run } from '../src/process/run';
import { repository } from './workspace';

export const target = 'x86_64-unknown-linux-gnu.2.34';

export class TinyWorkspace {
  /** Everything that the test may write to. */
  readonly parent = realpathSync(mkdtempSync(join(tmpdir(), 'tiny-workspace-')));

  constructor(
    /** Of the crates' names; each is one bin that prints what `main` returns. */
    readonly crates: readonly string[],
    readonly root: string = '',
  ) {
    this.root = join(this.parent, root, 'workspace');
    this.write('Cargo.toml', '[workspace]\nresolver = "3"\nmembers = ["apps/*"]\n');
    const locked = crates.map((crate) => `\n[[package]]\nname = "${crate}"\nversion = "0.1.0"\n`);
    this.write('Cargo.lock', `version = 4\n${locked.join('')}`);
    for (const crate of crates) {
      this.write(
        `apps/${crate}/Cargo.toml`,
        `[package]\nname = "${crate}"\nversion = "0.1.0"\nedition = "2024"\n`,
      );
      this.write(`apps/${crate}/src/main.rs`, `fn main() {\n    println!("${crate}");\n}\n`);
    }
    const resources = crates.map(
      (crate) =>
        `  ${crate}:\n    Type: AWS::Serverless::Function\n    Properties:\n      CodeUri: apps/${crate}\n      Runtime: provided.al2023\n`,
    );
    this.write('template.yml', `Resources:\n${resources.join('')}`);
    for (const path of [
      'tools/sam-build',
      'tools/nx-rust-lambda/src/build',
      'tools/requirements',
    ]) {
      cpSync(join(repository, path), join(this.root, path), { recursive: true });
    }
    symlinkSync(join(repository, '.tools'), join(this.root, '.tools'));
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
  }

  spec(crate: string): ArtifactSpec {
    const path = `dist/apps/${crate}/bootstrap`;
    return { bin: crate, features: [], functions: [crate], target, path };
  }

  /** What the tasks of these crates say; undefined for a success. */
  async build(
    crates: readonly string[] = this.crates,
  ): Promise<Record<string, string | undefined>> {
    const inputs = Object.fromEntries(
      crates.map((crate): [string, BuildOptions] => [
        crate,
        {
          ...destinationOptions.lambda,
          crate,
          cargoWorkspace: '.',
          artifacts: { lambda: [this.spec(crate)], local: [] },
          dependencyKey: '',
        },
      ]),
    );
    const said: Record<string, string | undefined> = {};
    const context = { root: this.root } as never;
    for await (const { task, result } of batch(undefined as never, inputs, {}, context)) {
      said[task] = result.success ? undefined : result.terminalOutput;
    }
    return said;
  }

  artifact(crate: string): string {
    return join(this.root, this.spec(crate).path);
  }

  sha256(crate: string): string {
    return createHash('sha256')
      .update(readFileSync(this.artifact(crate)))
      .digest('hex');
  }

  /** What the artifact prints. */
  async says(crate: string): Promise<string> {
    const result = await run({ program: this.artifact(crate), args: [], cwd: '/' });
    return result.type === 'exited' ? result.stdout.trim() : JSON.stringify(result);
  }

  dispose(): void {
    rmSync(this.parent, { recursive: true, force: true });
  }
}
