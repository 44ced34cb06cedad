// @ts-check
/**
 * Knows the programs that have to be on this machine before anything can be installed, how their
 * versions are read, and the sentence for one that is missing or too old. Starts nothing.
 *
 * Plain JavaScript without newer syntax: it is read before the packages are installed and must
 * still load in a Node that is too old.
 */

/**
 * @typedef {object} Requirement
 * @property {string} program  Its name on PATH.
 * @property {readonly string[]} args  Make it print its version.
 * @property {string | undefined} minimum
 * @property {boolean} required  False: only some commands need it; `purpose` says which.
 * @property {string} purpose
 * @property {{ linux: string, darwin: string }} mend  Completes "…; <mend>".
 * @property {string=} whenBroken  The mend when it is there but does not run; `mend` without it.
 */

/**
 * @typedef {{ type: 'exited', code: number, output: string } | { type: 'missing' }} Probe
 *   What asking a program for its version gave; `output` is stdout, then stderr.
 * @typedef {{ type: 'ok', version: string } |
 *   { type: 'missing' | 'too-old' | 'broken', version: string | undefined, sentence: string }} Verdict
 */

const RUSTUP = 'install Rust with rustup (https://rustup.rs)';
const XCODE = 'install the developer tools with xcode-select --install';

/** Prints the version first, so that a Python without `venv` still says which one it is. */
const PYTHON_PROBE =
  'import sys; print("Python " + ".".join(map(str, sys.version_info[:3])), flush=True); import venv, ensurepip';

/** @type {readonly Requirement[]} */
const requirements = [
  {
    program: 'node',
    args: ['--version'],
    minimum: '20.0',
    required: true,
    purpose: 'runs Nx',
    mend: {
      linux: 'install Node.js 20 or newer (https://nodejs.org)',
      darwin: 'install Node.js 20 or newer (https://nodejs.org, or brew install node)',
    },
  },
  {
    program: 'npm',
    args: ['--version'],
    minimum: undefined,
    required: true,
    purpose: 'installs the packages',
    mend: {
      linux: 'it comes with Node.js (https://nodejs.org; Debian: apt install npm)',
      darwin: 'it comes with Node.js (https://nodejs.org)',
    },
  },
  {
    program: 'git',
    args: ['--version'],
    minimum: undefined,
    required: true,
    purpose: 'tells Nx what changed',
    mend: { linux: 'install the package git (apt install git, dnf install git)', darwin: XCODE },
  },
  {
    // tokio and edition 2024 ask for 1.85; so does `resolver = "3"`, which is 1.84.
    program: 'rustc',
    args: ['--version'],
    minimum: '1.85',
    required: true,
    purpose: 'compiles the functions',
    mend: {
      linux: RUSTUP + ', or bring it up to date with rustup update',
      darwin: RUSTUP + ', or bring it up to date with rustup update',
    },
    whenBroken: 'choose a toolchain with rustup default stable',
  },
  {
    program: 'cargo',
    args: ['--version'],
    minimum: '1.85',
    required: true,
    purpose: 'builds the functions',
    mend: {
      linux: RUSTUP + ', or bring it up to date with rustup update',
      darwin: RUSTUP + ', or bring it up to date with rustup update',
    },
    whenBroken: 'choose a toolchain with rustup default stable',
  },
  {
    program: 'cc',
    args: ['--version'],
    minimum: undefined,
    required: true,
    purpose: 'links what rustc compiles for this machine',
    mend: {
      linux: 'install a C compiler (apt install build-essential, dnf install gcc)',
      darwin: XCODE,
    },
  },
  {
    program: 'python3',
    args: ['-c', PYTHON_PROBE],
    minimum: '3.10',
    required: true,
    purpose: 'holds cargo-lambda, sam and the local AWS',
    mend: {
      linux: 'install Python 3.10 or newer (apt install python3 python3-venv)',
      darwin: 'install Python 3.10 or newer (https://www.python.org, or brew install python3)',
    },
    whenBroken: 'install its modules venv and ensurepip (apt install python3-venv)',
  },
  {
    program: 'make',
    args: ['--version'],
    minimum: undefined,
    required: false,
    purpose: 'only for plain sam build',
    mend: { linux: 'install the package make (apt install make)', darwin: XCODE },
  },
];

/**
 * @param {string} program
 * @returns {Requirement}
 */
function requirementFor(program) {
  const found = requirements.filter((requirement) => requirement.program === program)[0];
  if (found === undefined) throw new Error('no requirement is called ' + program);
  return found;
}

/**
 * @param {Requirement} requirement
 * @param {Probe} probe
 * @param {string} platform  `process.platform`
 * @returns {Verdict}
 */
function judge(requirement, probe, platform) {
  const name = requirement.program;
  const mend = platform === 'darwin' ? requirement.mend.darwin : requirement.mend.linux;
  if (probe.type === 'missing') {
    const sentence = name + ' was not found on PATH; ' + mend;
    return { type: 'missing', version: undefined, sentence: sentence };
  }
  const version = readVersion(probe.output);
  const minimum = requirement.minimum;
  if (version !== undefined && minimum !== undefined && !isAtLeast(version, minimum)) {
    const sentence = name + ' ' + version + ' is too old, ' + minimum + ' is needed; ' + mend;
    return { type: 'too-old', version: version, sentence: sentence };
  }
  if (probe.code !== 0 || version === undefined) {
    const named = version === undefined ? name : name + ' ' + version;
    const repair = requirement.whenBroken === undefined ? mend : requirement.whenBroken;
    const sentence = named + ' does not work (' + complaintOf(probe) + '); ' + repair;
    return { type: 'broken', version: version, sentence: sentence };
  }
  return { type: 'ok', version: version };
}

/**
 * The first version number of what a program says about itself.
 * @param {string} output
 * @returns {string | undefined}
 */
function readVersion(output) {
  const match = /(?:^|[^\d.])(\d+\.\d+(?:\.\d+)*)/.exec(output);
  return match === null ? undefined : match[1];
}

/**
 * @param {string} version
 * @param {string} minimum
 * @returns {boolean}
 */
function isAtLeast(version, minimum) {
  const found = version.split('.').map(Number);
  const wanted = minimum.split('.').map(Number);
  for (let i = 0; i < wanted.length; i++) {
    const difference = (found[i] || 0) - (wanted[i] || 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/**
 * The line that says why: Python's is the last of its traceback, everybody else's is the first.
 * @param {{ code: number, output: string }} probe
 * @returns {string}
 */
function complaintOf(probe) {
  const lines = probe.output.split('\n').map((line) => line.trim());
  const said = lines.filter((line) => line !== '');
  const error = said.find((line) => /^\w*Error: /.test(line)) || said[0];
  return error === undefined ? 'exit code ' + probe.code : error;
}

module.exports = { requirements, requirementFor, judge, readVersion, isAtLeast };
