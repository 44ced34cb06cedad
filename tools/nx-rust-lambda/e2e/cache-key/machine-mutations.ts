/** Mutations of the environment, the template and the tools. */
import type { Mutation } from './bench';
import { all, append, onlyC, replace } from './edits';

export const machineMutations: readonly Mutation[] = [
  {
    name: 'RUSTFLAGS',
    env: { RUSTFLAGS: '--cfg flagged' },
    ...onlyC,
  },
  {
    name: 'CARGO_ENCODED_RUSTFLAGS',
    env: { CARGO_ENCODED_RUSTFLAGS: '--cfg\x1fflagged' },
    ...onlyC,
  },
  {
    name: 'CARGO_PROFILE_DEV_OPT_LEVEL',
    env: { CARGO_PROFILE_DEV_OPT_LEVEL: '2' },
    changes: all,
  },
  {
    name: 'CARGO_BUILD_RUSTFLAGS',
    env: { CARGO_BUILD_RUSTFLAGS: '--cfg flagged' },
    ...onlyC,
  },
  {
    name: 'CARGO_TARGET_<triple>_RUSTFLAGS',
    env: { CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUSTFLAGS: '--cfg flagged' },
    ...onlyC,
  },
  {
    name: 'what ships, after what runs here',
    release: true,
    changes: [],
  },
  {
    name: 'CARGO_PROFILE_RELEASE_OPT_LEVEL',
    env: { CARGO_PROFILE_RELEASE_OPT_LEVEL: '0' },
    release: true,
    changes: all,
  },
  {
    name: "a function's architecture in the template",
    files: {
      'template.yml': replace('CodeUri: apps/a', 'CodeUri: apps/a, Architectures: [arm64]'),
    },
    release: true,
    changes: ['a'],
  },
  {
    name: "the architecture in the template's Globals",
    files: { 'template.yml': replace('Architectures: [x86_64]', 'Architectures: [arm64]') },
    release: true,
    changes: ['a', 'b', 'c'],
  },
  {
    name: 'the architecture as the default of a parameter',
    files: { 'template.yml': replace('Default: x86_64', 'Default: arm64') },
    release: true,
    changes: ['d'],
  },
  {
    name: "a function's runtime in the template",
    files: {
      'template.yml': replace('CodeUri: apps/a', 'CodeUri: apps/a, Runtime: provided.al2'),
    },
    release: true,
    changes: ['a'],
  },
  {
    name: 'memory in the template',
    files: {
      'template.yml': replace('CodeUri: apps/a', 'CodeUri: apps/a, MemorySize: 512'),
    },
    changes: [],
  },
  {
    name: 'another environment in samconfig.toml',
    files: { 'samconfig.toml': append('[preview.deploy.parameters]\nstack_name = "preview"') },
    changes: [],
    // Nx hashes all targets of a project together, and `deploy` has one configuration more.
    needless: all,
  },
  {
    name: 'a variable that nothing reads',
    env: { UNHEARD_OF: '1' },
    changes: [],
  },
  {
    name: "cargo-lambda's version",
    files: { 'tools/requirements/cargo-lambda.txt': append('# another') },
    changes: [],
    needless: all,
  },
  {
    name: "zig's version",
    files: { 'tools/requirements/zig.txt': append('# another') },
    changes: [],
    needless: all,
  },
  {
    name: "the plugin's code that builds",
    files: { 'tools/nx-rust-lambda/src/build/elf.ts': append('// another') },
    changes: [],
    needless: all,
  },
];
