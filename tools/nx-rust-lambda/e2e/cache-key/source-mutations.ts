/** Mutations of what a crate is compiled from. */
import type { Mutation } from './bench';
import { append, notC, replace } from './edits';

export const sourceMutations: readonly Mutation[] = [
  {
    name: 'nothing',
    changes: [],
  },
  {
    name: 'a source file of the crate',
    files: { 'apps/a/main.rs': replace('mid::mid()', 'mid::mid() + "!"') },
    changes: ['a'],
  },
  {
    name: 'a comment in it',
    files: { 'apps/a/main.rs': append('// at the end') },
    changes: [],
    needless: ['a'],
  },
  {
    name: 'source of a path dependency, one and two levels down',
    files: { 'libs/base/src/lib.rs': replace('"base"', '"basis"') },
    changes: notC,
  },
  {
    name: 'a file of include_str! in the crate',
    files: { 'apps/a/message.txt': 'bye' },
    changes: ['a'],
  },
  {
    name: 'a file of include_str! outside the crate',
    files: { 'data/motto.txt': 'another' },
    changes: ['c'],
  },
  {
    name: 'a file of include_str! outside the workspace',
    files: { '../outside.txt': 'another' },
    changes: ['c'],
  },
  {
    name: 'a file in .git, where Nx does not look',
    files: { '.git/marker': 'another' },
    changes: ['c'],
  },
  {
    name: 'what a link in the crate leads to',
    files: { 'data/linked.txt': 'another' },
    changes: ['c'],
  },
  {
    name: 'what a link in the crate leads to, without a declaration',
    files: { 'apps/c/Cargo.toml': replace('"../../data/linked.txt", ', '') },
    changes: [],
    refused: ['c'],
  },
  {
    name: 'what is read through a link to a folder',
    files: { 'apps/c/main.rs': replace('"linked.txt"', '"data/linked.txt"') },
    changes: [],
    refused: ['c'],
  },
  {
    name: 'build.rs',
    files: { 'apps/b/build.rs': replace('WORDS={}', 'WORDS=some {}') },
    changes: ['b'],
  },
  {
    name: 'what build.rs reads in the crate',
    files: { 'apps/b/words.txt': 'others' },
    changes: ['b'],
  },
  {
    name: 'what build.rs reads outside the crate',
    files: { 'data/table.txt': 'another' },
    changes: ['d'],
  },
  {
    name: 'a variable that build.rs reads',
    env: { BUILD_NOTE: 'noted' },
    changes: ['d'],
  },
  {
    name: 'a variable of option_env!',
    env: { GREETING: 'good day' },
    changes: ['c'],
  },
  {
    name: 'a variable that is read without a declaration, while it is not set',
    files: { 'apps/c/main.rs': replace('GREETING', 'FAREWELL') },
    changes: [],
    needless: ['c'],
  },
  {
    name: 'the same variable, now that it is set',
    files: { 'apps/c/main.rs': replace('GREETING', 'FAREWELL') },
    env: { FAREWELL: 'good night' },
    changes: [],
    needless: notC,
    refused: ['c'],
  },
  {
    name: 'a file outside the crate that is read without a declaration',
    files: { 'apps/c/main.rs': replace('motto.txt', 'undeclared.txt') },
    changes: [],
    refused: ['c'],
  },
  {
    name: 'a file outside that build.rs watches without a declaration',
    files: {
      'apps/b/build.rs': replace('changed=words.txt', 'changed=../../data/undeclared.txt'),
    },
    changes: [],
    refused: ['b'],
  },
  {
    name: 'a file in the crate that git ignores',
    files: {
      '.gitignore': append('message.txt'),
    },
    changes: [],
    // Nx has .gitignore in every key.
    needless: ['b', 'c', 'd'],
    refused: ['a'],
  },
];
