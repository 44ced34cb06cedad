/**
 * Reads YAML as the SAM CLI does (1.170, samcli/yamlhelper.py on PyYAML): scalars of YAML 1.1, merge keys,
 * any short form (`!Name x` is `{"Fn::Name": x}`). The syntax is the yaml package's, the meaning is SAM's.
 */
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Alias,
  type Document,
  type LineCounter,
  type Node,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import { UserError } from '../user-error';
import { isObject, type Json, type JsonObject } from './json';
import { isOwnTag, ownTagName, shownTag } from './yaml-tags';
import { parseSyntax } from './yaml-syntax';
import { refuseUnreadableText } from './readable-text';
import { isMergeKey, NoJsonValue, plainScalar, taggedScalar } from './scalars';

export interface YamlText {
  readonly document: Document;
  readonly lines: LineCounter;
  readonly data: Json;
}

/** A template of CloudFormation has at most 1 MB; aliases can make any number of values of less. */
const maximumValues = 1_000_000;
const maximumDepth = 200;

/** @throws UserError with file and line for what SAM would not read, and for what JSON cannot hold */
export function readYaml(text: string, file: string): YamlText {
  refuseUnreadableText(text, file);
  const { document, lines } = parseSyntax(text, file);
  const reader = new Reader(file, lines, text);
  const data = document.contents === null ? null : reader.read(document.contents as Node);
  return { document, lines, data };
}

interface Read {
  readonly value: Json;
  /** How many values it has, aliases counted as often as they are used. */
  readonly size: number;
}

class Reader {
  private readonly anchors = new Map<string, Node>();
  private readonly known = new Map<Node, Read>();
  private readonly open = new Set<Node>();

  constructor(
    private readonly file: string,
    private readonly lines: LineCounter,
    private readonly text: string,
  ) {}

  read(node: Node): Json {
    return this.visit(node, 0).value;
  }

  private visit(node: Node | null, depth: number): Read {
    if (node === null) return { value: null, size: 1 };
    if (isAlias(node)) return this.visit(this.anchored(node), depth);
    const before = this.known.get(node);
    if (before) return before;
    if (depth > maximumDepth) {
      throw this.error(node, `has values more than ${maximumDepth} levels deep; write it flatter`);
    }
    this.note(node);
    this.open.add(node);
    const found = this.withTag(node, depth);
    this.open.delete(node);
    if (found.size > maximumValues) {
      throw this.error(
        node,
        `becomes more than ${maximumValues} values by its aliases, more than any template may have; write fewer aliases`,
      );
    }
    this.known.set(node, found);
    return found;
  }

  private note(node: Node): void {
    if (isAlias(node) || !node.anchor) return;
    const first = this.anchors.get(node.anchor);
    if (first && first !== node) {
      throw this.error(node, `has the anchor &${node.anchor} twice; give one of them another name`);
    }
    this.anchors.set(node.anchor, node);
  }

  private anchored(alias: Alias): Node {
    const node = this.anchors.get(alias.source);
    if (!node) {
      throw this.error(
        alias,
        `has the alias *${alias.source}, and no anchor of that name before it`,
      );
    }
    if (this.open.has(node)) {
      throw this.error(alias, `has the alias *${alias.source} inside of what it stands for`);
    }
    return node;
  }

  private withTag(node: Node, depth: number): Read {
    const tag = isAlias(node) ? undefined : node.tag;
    if (tag !== undefined && tag.startsWith('!') && tag !== '!') {
      return this.shortForm(tag.slice(1), node, depth);
    }
    if (isScalar(node)) return { value: this.scalar(node as Scalar<string>, tag), size: 1 };
    if (isMap(node) && isOwnTag(tag, 'map')) return this.map(node as YAMLMap<Node, Node>, depth);
    if (isSeq(node) && isOwnTag(tag, 'seq')) return this.list(node.items as Node[], depth);
    throw this.error(node, `has a value with the tag ${shownTag(tag)}, which SAM does not read`);
  }

  private shortForm(name: string, node: Node, depth: number): Read {
    const key = name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`;
    const inner = this.argument(name, node, depth);
    return { value: { [key]: inner.value }, size: inner.size + 1 };
  }

  private argument(name: string, node: Node, depth: number): Read {
    if (isMap(node)) return this.map(node as YAMLMap<Node, Node>, depth);
    if (isSeq(node)) return this.list(node.items as Node[], depth);
    const text = this.atEnd(node as Scalar<string>);
    return { value: name === 'GetAtt' ? splitOnce(text, '.') : text, size: 1 };
  }

  private scalar(node: Scalar<string>, tag: string | undefined): Json {
    const text = this.atEnd(node);
    try {
      if (tag === '!') return plainScalar(text);
      if (tag !== undefined) return taggedScalar(ownTagName(tag), text);
      return node.type === 'PLAIN' || node.type === undefined ? plainScalar(text) : text;
    } catch (error) {
      if (!(error instanceof NoJsonValue)) throw error;
      throw this.error(
        node,
        `has a value that no template can have: ${error.message}; put it in quotes`,
      );
    }
  }

  /** Where a file ends without a line end, so does the block scalar that it ends with. */
  private atEnd(node: Scalar<string>): string {
    const text = typeof node.value === 'string' ? node.value : '';
    const isBlock = node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED';
    if (!isBlock || node.range![1] < this.text.length) return text;
    // What begins a blank last line has no line end behind it; without text before, it counts as one.
    const isBlank = /^\n+$/.test(text) && !this.text.endsWith('\n');
    const isEnded = /\n *$/.test(this.text) && !isBlank;
    return isEnded ? text : text.replace(/\n$/, '');
  }

  private list(items: readonly (Node | null)[], depth: number): Read {
    const read = items.map((item) => this.visit(item, depth + 1));
    return { value: read.map(({ value }) => value), size: sum(read) };
  }

  private map(map: YAMLMap<Node, Node | null>, depth: number): Read {
    const merged: Read[] = [];
    const own: [string, Read][] = [];
    for (const { key, value } of map.items) {
      if (isPlainMerge(key)) merged.push(...this.merged(value, depth));
      else own.push([this.key(key), this.visit(value, depth + 1)]);
    }
    const data: JsonObject = {};
    for (const { value } of merged) copy(data, value as JsonObject);
    for (const [key, { value }] of own) set(data, key, value);
    return { value: data, size: sum(merged) + sum(own.map(([, read]) => read)) };
  }

  /** Maps to be merged, the strongest last. */
  private merged(value: Node | null, depth: number): Read[] {
    const source = isAlias(value) ? this.anchored(value) : value;
    if (isMap(source)) return [this.visitMap(source as YAMLMap<Node, Node>, depth)];
    if (isSeq(source)) {
      this.note(source);
      return source.items.toReversed().map((item) => {
        const one = isAlias(item) ? this.anchored(item) : item;
        if (isMap(one)) return this.visitMap(one as YAMLMap<Node, Node>, depth);
        throw this.error(source, 'merges (<<) a list that has other things than maps; name maps');
      });
    }
    throw this.error(
      value ?? undefined,
      'merges (<<) what is no map; name a map or a list of maps',
    );
  }

  /** PyYAML merges what a map has, whatever tag it carries. */
  private visitMap(map: YAMLMap<Node, Node>, depth: number): Read {
    if (map.tag === undefined) return this.visit(map, depth + 1);
    this.note(map);
    return this.map(map, depth + 1);
  }

  private key(key: Node | null): string {
    const { value } = this.visit(key, 0);
    if (isObject(value) || Array.isArray(value)) {
      throw this.error(key ?? undefined, 'has a key that is a list or a map; a key has to be text');
    }
    // As Python's json writes a key that is no text.
    return String(value);
  }

  private error(node: Node | undefined, sentence: string): UserError {
    const offset = node?.range?.[0];
    const line = offset === undefined ? undefined : this.lines.linePos(offset).line;
    return new UserError(sentence, { file: this.file, line });
  }
}

function isPlainMerge(key: Node | null): boolean {
  return (
    isScalar(key) &&
    ((key.type === 'PLAIN' && key.tag === undefined && isMergeKey(String(key.value))) ||
      key.tag === 'tag:yaml.org,2002:merge')
  );
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/** Also a key that JavaScript gives a meaning to. */
function set(data: JsonObject, key: string, value: Json): void {
  if (key === '__proto__') {
    Object.defineProperty(data, key, {
      value,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  } else data[key] = value;
}

function copy(into: JsonObject, from: JsonObject): void {
  for (const [key, value] of Object.entries(from)) set(into, key, value);
}

function sum(reads: readonly Read[]): number {
  return reads.reduce((total, { size }) => total + size, 1);
}
