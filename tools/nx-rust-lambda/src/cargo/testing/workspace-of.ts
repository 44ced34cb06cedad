/** For specs: a Cargo workspace from texts, without a disk. */
import { posix } from 'node:path';
import { parseManifest, type Manifest } from '../manifest';
import { resolveCrates, type Crate, type Files } from '../workspace';

/** Texts by path; only those called Cargo.toml are read, the others are there to be found. */
export type Texts = Readonly<Record<string, string>>;

/** A manifest with a name and what else is given. */
export function crateToml(name: string, rest = ''): string {
  return `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2024"\n${rest}`;
}

/** A function as this repository writes them: one bin with the crate's name. */
export function functionToml(name: string, rest = '', bin = name): string {
  return crateToml(
    name,
    `autobins = false\n[[bin]]\nname = "${bin}"\npath = "./main.rs"\n[dependencies]\nlambda_runtime = "1"\n${rest}`,
  );
}

export function manifestsOf(texts: Texts): Manifest[] {
  return Object.entries(texts)
    .filter(([file]) => posix.basename(file) === 'Cargo.toml')
    .map(([file, text]) => parseManifest(text, file));
}

export function filesOf(texts: Texts): Files {
  const paths = Object.keys(texts);
  return {
    exists: (path) => paths.includes(path),
    list: (folder) => {
      const below = paths.filter((path) => path.startsWith(`${folder}/`));
      return [...new Set(below.map((path) => path.slice(folder.length + 1).split('/')[0]!))];
    },
  };
}

export function cratesOf(texts: Texts): Crate[] {
  return resolveCrates(manifestsOf(texts), filesOf(texts));
}
