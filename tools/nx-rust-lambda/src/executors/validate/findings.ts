/** What sam validate and cfn-lint print -> findings with a place, one for each mistake. Pure. */
import type { Finding } from '../../template/finding';
import { propertyLine } from '../../sam/property-place';
import { objectAt, type SamTemplate } from '../../sam/sam-template';
import { UserError } from '../../user-error';

interface LintMatch {
  readonly Id: string;
  /** The match that this one explains: one alternative of several that all do not fit. */
  readonly ParentId: string | null;
  readonly Filename: string;
  readonly Level: string;
  readonly Message: string;
  readonly Rule: { readonly Id: string };
  readonly Location: {
    readonly Start: { readonly LineNumber: number };
    readonly Path: readonly (string | number)[] | null;
  };
}

/** @throws UserError if cfn-lint has not come to checking */
export function readLintFindings(stdout: string, stderr: string, template: SamTemplate): Finding[] {
  const matches = parseMatches(stdout, stderr);
  const ids = new Set(matches.map(({ Id }) => Id));
  const findings = matches
    .filter(({ ParentId }) => ParentId === null || !ids.has(ParentId))
    .map((match) => ({ path: JSON.stringify(match.Location.Path), ...findingOf(match, template) }))
    .sort((a, b) => a.place.line - b.place.line || (a.rule < b.rule ? -1 : 1));
  return findings
    .filter((found, index) => {
      // Two resources of one name are told at both: the second is the one too many.
      if (found.rule === sharedIdentifiers) {
        return !findings.slice(index + 1).some((other) => other.message === found.message);
      }
      // One mistake is told by several rules, and once for every function that has it of Globals.
      const isSame = (other: LintFinding) =>
        other.level === found.level && isSameMistake(other, found);
      return !findings.slice(0, index).some(isSame);
    })
    .map(({ level, place, message, rule }) => ({ level, place, message, rule }));
}

const sharedIdentifiers = 'cfn-lint E3019';

interface LintFinding extends Finding {
  readonly place: { readonly file: string; readonly line: number };
  readonly path: string;
}

function isSameMistake(a: LintFinding, b: LintFinding): boolean {
  return a.path === b.path || (a.place.line === b.place.line && a.message === b.message);
}

function findingOf(match: LintMatch, template: SamTemplate): Omit<LintFinding, 'path'> {
  const { Filename, Level, Message, Rule, Location } = match;
  const [section, logicalId, properties, ...path] = Location.Path ?? [];
  // cfn-lint merges Globals into the functions before it looks, and says their line for either.
  const line =
    section === 'Resources' && properties === 'Properties' && path.length > 0
      ? propertyLine(template, String(logicalId), path)
      : Location.Start.LineNumber;
  return {
    level: levelOf(Level),
    place: { file: Filename, line },
    message: Message,
    rule: `cfn-lint ${Rule.Id}`,
  };
}

/**
 * The complaints of a failed `sam validate`, which knows resources but no lines. Paths of this machine
 * are left out: the finding is cached and may be shown on another.
 */
export function readSamFindings(output: string, template: SamTemplate): Finding[] {
  const complaint = /^Error: (.*)$/ms.exec(output)?.[1] ?? output;
  const resources = objectAt(template.data, 'Resources');
  const found = (message: string, line?: number): Finding => ({
    level: 'error',
    place: { file: template.file, ...(line === undefined ? {} : { line }) },
    message,
    rule: 'sam validate',
  });
  // As Python prints the list of SAM's exceptions.
  const exceptions = [
    ...complaint.matchAll(/InvalidResourceException\('([^']*)', (?:'(.*?)'|"(.*?)")\)/gs),
  ];
  if (exceptions.length === 0) return [found(complaint.trim())];
  return exceptions.map(([, id = '', single, double]) => {
    // An event's id is that of its function and its own.
    const resource = Object.keys(resources)
      .filter((known) => id.startsWith(known))
      .sort((a, b) => b.length - a.length)[0];
    const line = resource === undefined ? undefined : template.lineOf(['Resources', resource]);
    return found(`${id}: ${single ?? double}`, line);
  });
}

/**
 * All findings, one for each mistake: the linter's before our own, and both before those of
 * `sam validate`, which have the least precise place and are left out where there is any other error:
 * what SAM alone objects to is told when that is mended.
 */
export function mergeFindings(found: {
  readonly lint: readonly Finding[];
  readonly own: readonly Finding[];
  readonly sam: readonly Finding[];
}): Finding[] {
  const isError = ({ level }: Finding) => level === 'error';
  const linted = found.lint.filter(isError).map(({ place }) => `${place.file}:${place.line}`);
  const own = found.own.filter(({ place }) => !linted.includes(`${place.file}:${place.line}`));
  const located = [...found.lint, ...own];
  const findings = located.some(isError) ? located : [...located, ...found.sam];
  return findings.sort((a, b) => (a.place.line ?? 0) - (b.place.line ?? 0));
}

function parseMatches(stdout: string, stderr: string): LintMatch[] {
  try {
    return JSON.parse(stdout) as LintMatch[];
  } catch {
    throw new UserError(
      `cfn-lint did not check anything; it said:\n${`${stdout}${stderr}`.trim()}`,
    );
  }
}

function levelOf(level: string): Finding['level'] {
  if (level === 'Error') return 'error';
  return level === 'Warning' ? 'warning' : 'informational';
}
