/** Knows TOML as SAM's tomlkit reads it: text -> values with the line of every key. Pure. */
import { parseTOML, ParseError, type AST } from 'toml-eslint-parser';
import { UserError } from '../../user-error';
import {
  dateText,
  floatText,
  integerText,
  type ConfigEntry,
  type ConfigTable,
  type ConfigValue,
} from './config-value';

/** @throws UserError with file and line */
export function parseTomlConfig(text: string, file: string): ConfigTable {
  const top = new TableBuilder();
  for (const node of parsed(text, file).body[0].body) {
    if (node.type === 'TOMLKeyValue') addPair(top, node);
    else {
      const line = node.loc.start.line;
      const table = top.at(node.resolvedKey, line);
      for (const pair of node.body) addPair(table, pair);
    }
  }
  return top.table();
}

function parsed(text: string, file: string): AST.TOMLProgram {
  try {
    // As tomlkit 0.15.
    return parseTOML(text, { tomlVersion: '1.1' });
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    throw new UserError(`is not valid TOML: ${decapitalized(error.message)}`, {
      file,
      line: lineOf(error),
    });
  }
}

/** What ends with its line, and has no end, is noticed at the beginning of the next. */
function lineOf({ message, lineNumber, column }: ParseError): number {
  const isNoticedLate =
    column === 0 && /^(?:Unterminated (?!array|inline)|The key, )/.test(message);
  return isNoticedLate ? Math.max(1, lineNumber - 1) : lineNumber;
}

function decapitalized(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}

/** Tables are written in pieces: `[a.b]`, `a.b.c = 1`, `[[a]]`. */
class TableBuilder {
  private readonly entries = new Map<
    string,
    ConfigEntry | { builder: TableBuilder; line: number }
  >();
  /** Of an array of tables: each of them. */
  private readonly elements: TableBuilder[] = [];

  /** The table at a path; a number is the position in an array of tables. */
  at(path: readonly (string | number)[], line: number): TableBuilder {
    const [first, ...rest] = path;
    if (first === undefined) return this;
    if (typeof first === 'number') {
      this.elements[first] ??= new TableBuilder();
      return this.elements[first].at(rest, line);
    }
    const found = this.entries.get(first);
    if (found && 'builder' in found) return found.builder.at(rest, line);
    const builder = new TableBuilder();
    this.entries.set(first, { builder, line });
    return builder.at(rest, line);
  }

  set(key: string, value: ConfigValue, line: number): void {
    this.entries.set(key, { value, line });
  }

  table(): ConfigTable {
    const entries = [...this.entries].map(([key, entry]): [string, ConfigEntry] => [
      key,
      'builder' in entry ? { value: entry.builder.value(), line: entry.line } : entry,
    ]);
    return { type: 'table', entries: new Map(entries) };
  }

  private value(): ConfigValue {
    if (this.elements.length === 0) return this.table();
    return { type: 'list', items: this.elements.map((element) => element.table()) };
  }
}

function addPair(table: TableBuilder, { key, value, loc }: AST.TOMLKeyValue): void {
  const path = key.keys.map((part) => (part.type === 'TOMLBare' ? part.name : part.value));
  const last = path.pop() ?? '';
  table.at(path, loc.start.line).set(last, valueOf(value), loc.start.line);
}

function valueOf(node: AST.TOMLContentNode): ConfigValue {
  if (node.type === 'TOMLArray') return { type: 'list', items: node.elements.map(valueOf) };
  if (node.type === 'TOMLInlineTable') {
    const table = new TableBuilder();
    for (const pair of node.body) addPair(table, pair);
    return table.table();
  }
  switch (node.kind) {
    case 'string':
      return { type: 'string', text: node.value };
    case 'boolean':
      return { type: 'boolean', value: node.value };
    case 'integer':
      return { type: 'number', text: integerText(node.number) };
    case 'float':
      return { type: 'number', text: floatText(node.value) };
    default:
      return { type: 'date', text: dateText(node.datetime) };
  }
}
