/** Runs cargo for one run of a build plan, and listens to it. */
import type { Run, RunResult } from '../process/run';
import type { CargoRun } from './build-plan';
import { parseCompiledBin, parseDiagnostic, type Diagnostic } from './cargo-messages';
import { CargoStderr, displayOn, type Terminal } from './cargo-stderr';
import type { CompilerSettings } from './compiler-facts';
import { encodeRustflags } from './rustflags';
import type { Toolchain } from './toolchain';

export interface CargoOptions {
  readonly run: Run;
  readonly toolchain: Toolchain;
  /** Without them cargo finds flags and folders by itself. */
  readonly settings: Pick<CompilerSettings, 'rustflags' | 'env'> | undefined;
  readonly terminal?: Terminal | undefined;
  readonly show: (text: string) => void;
  /** Called with cargo's process id. */
  readonly onStart: (pid: number) => void;
  /** Called for every line of JSON. */
  readonly onMessage: (line: string) => void;
}

export interface Compiled {
  /** How cargo ended, if not by itself. */
  readonly end: string | undefined;
  readonly succeeded: boolean;
  /** Absolute path by name of the bin. */
  readonly executables: ReadonlyMap<string, string>;
  readonly diagnostics: readonly Diagnostic[];
  /** Cargo's own words, without colors. */
  readonly stderr: string;
}

export async function runCargo(
  { args, cwd }: CargoRun,
  { run, toolchain, settings, terminal, show, onStart, onMessage }: CargoOptions,
): Promise<Compiled> {
  const executables = new Map<string, string>();
  const diagnostics: Diagnostic[] = [];
  const stderr = new CargoStderr(show);
  const display = displayOn(terminal);
  const env = {
    ...withoutOptions(process.env),
    ...toolchain.env,
    ...display.env,
    ...settings?.env,
    ...(settings ? { CARGO_ENCODED_RUSTFLAGS: encodeRustflags(settings.rustflags) } : {}),
  };
  const result = await run(
    { program: toolchain.cargo, args: [...args, ...display.args], cwd, env },
    {
      onStart,
      onStdoutLine: (line) => {
        onMessage(line);
        const compiled = parseCompiledBin(line);
        if (compiled) executables.set(compiled.bin, compiled.executable);
        const diagnostic = parseDiagnostic(line);
        if (diagnostic) diagnostics.push(diagnostic);
      },
      onStderr: (text) => stderr.take(text),
    },
  );
  stderr.end();
  return {
    end: describeEnd(result),
    succeeded: result.type === 'exited' && result.code === 0,
    executables,
    diagnostics: [...diagnostics, ...stderr.diagnostics],
    stderr: stderr.text,
  };
}

/** cargo-lambda would take options from them that the plan does not know: `CARGO_LAMBDA_BUILD.FEATURES`. */
function withoutOptions(environment: NodeJS.ProcessEnv): Record<string, undefined> {
  const names = Object.keys(environment).filter((name) => /^CARGO_LAMBDA_/i.test(name));
  return Object.fromEntries(names.map((name) => [name, undefined]));
}

function describeEnd(result: RunResult): string | undefined {
  if (result.type === 'spawn-failed') return `cargo did not start: ${result.reason}`;
  return result.type === 'killed' ? `cargo was ended by ${result.signal}` : undefined;
}
