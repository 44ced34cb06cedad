/** Mutations of manifests, of the lock and of Cargo's configuration. */
import type { Mutation } from './bench';
import { all, append, flagged, locked, notC, onlyC, replace } from './edits';

export const cargoMutations: readonly Mutation[] = [
  {
    name: 'a feature of the crate, by default',
    files: { 'apps/c/Cargo.toml': replace('[features]', '[features]\ndefault = ["loud"]') },
    changes: ['c'],
  },
  {
    name: 'a feature of a shared crate, turned on by another crate',
    files: { 'apps/d/Cargo.toml': replace('libs/base"', 'libs/base", features = ["extra"]') },
    changes: notC,
  },
  {
    name: 'required-features',
    files: { 'apps/c/Cargo.toml': append('required-features = ["loud"]') },
    changes: ['c'],
  },
  {
    name: "a feature by cargo-lambda's own settings",
    files: {
      'apps/c/Cargo.toml': append('[package.metadata.lambda.build]\nfeatures = ["c/loud"]'),
    },
    changes: [],
    refused: ['c'],
  },
  {
    name: 'default-members',
    files: { 'Cargo.toml': replace('members =', 'default-members = ["apps/a"]\nmembers =') },
    changes: [],
  },
  {
    name: 'a lock entry that is used transitively',
    files: locked('inner', '1.0.1'),
    changes: ['a', 'd'],
  },
  {
    name: 'a lock entry that one function uses, and that needs what another needs, too',
    files: locked('unrelated', '1.0.1'),
    changes: ['d'],
  },
  {
    name: 'the record of features, with a conflict',
    files: { 'Cargo.features.lock': append('<<<<<<< HEAD') },
    changes: [],
  },
  {
    name: 'a lock entry that turns on a feature of what another function needs',
    files: locked('unrelated', '1.0.2'),
    changes: ['a', 'd'],
  },
  {
    name: 'a lock entry for another platform',
    files: locked('elsewhere', '1.0.1'),
    changes: [],
  },
  {
    name: 'a lock entry for tests',
    files: locked('tester', '1.0.1'),
    changes: [],
    // Nx hashes all targets of a project together, and its tests are one.
    needless: ['b'],
  },
  {
    name: '[profile]',
    files: { 'Cargo.toml': append('[profile.dev]\nopt-level = 2') },
    changes: all,
  },
  {
    name: '[patch]',
    files: {
      'patched/Cargo.toml':
        '[package]\nname = "outer"\nversion = "1.0.3"\nedition = "2021"\n[workspace]\n',
      'patched/src/lib.rs': 'pub fn outer() -> &\'static str { "patched" }\n',
      'Cargo.toml': append('[patch.crates-io]\nouter = { path = "patched" }'),
      'Cargo.lock': (text) =>
        text
          .replace(
            /name = "outer"\nversion[^[]*dependencies = \[\n[^\]]*\]\n/,
            'name = "outer"\nversion = "1.0.3"\n',
          )
          .replace(/\[\[package\]\]\nname = "elsewhere"[^[]*/, ''),
    },
    changes: ['a'],
    needless: ['b', 'c', 'd'],
  },
  {
    name: '[workspace.dependencies]',
    files: {
      'Cargo.toml': replace('outer = "1"', 'outer = { version = "1", features = ["loud"] }'),
    },
    changes: ['a'],
    needless: ['d'],
  },
  {
    name: '[workspace.package]: the edition',
    files: { 'Cargo.toml': replace('edition = "2021"', 'edition = "2024"') },
    changes: [],
    needless: all,
  },
  {
    name: '[workspace.package]: the version',
    files: {
      'Cargo.toml': replace('version = "0.1.0"', 'version = "0.2.0"'),
      'Cargo.lock': (text) => text.replaceAll('version = "0.1.0"', 'version = "0.2.0"'),
    },
    changes: all,
  },
  {
    name: '.cargo/config.toml at the root',
    files: { '.cargo/config.toml': append(flagged) },
    ...onlyC,
  },
  {
    name: '.cargo/config.toml in the folder of a crate, which cargo does not read',
    files: { 'apps/c/.cargo/config.toml': flagged },
    changes: [],
    needless: ['c'],
  },
  {
    name: '.cargo/config.toml in the folder above',
    files: { '../.cargo/config.toml': flagged },
    ...onlyC,
  },
  {
    name: 'config.toml in CARGO_HOME',
    files: { '../cargo-home/config.toml': append(flagged) },
    ...onlyC,
  },
  {
    name: 'a file that config.toml includes',
    files: { '.cargo/more.toml': flagged },
    ...onlyC,
  },
];
