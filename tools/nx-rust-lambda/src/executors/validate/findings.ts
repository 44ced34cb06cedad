/** What sam validate and cfn-lint print -> findings with a place. Pure. */
import { objectAt, type SamTemplate } from '../../template/sam-template';
import { formatPlace, UserError, type Place } from '../../user-error';

export interface Finding {
  readonly level: 'error' | 'warning' | 'informational';
  readonly place: Place;
  readonly message: string;
  /** The checker and its rule: `cfn-lint E3002`. */
  readonly rule: string;
}

interface LintMatch {
  readonly Id: string;
  /** The match that this one explains: one alternative of several that all do not fit. */
  readonly ParentId: string | null;
  readonly Filename: string;
  readonly Level: string;
  readonly Message: string;
  readonly Rule: { readonly Id: string };
  readonly Location: { readonly Start: { readonly LineNumber: number } };
}

/** @throws UserError if cfn-lint has not come to checking */
export function readLintFindings(stdout: string, stderr: string): Finding[] {
  const matches = parseMatches(stdout, stderr);
  const ids = new Set(matches.map(({ Id }) => Id));
  return matches
    .filter(({ ParentId }) => ParentId === null || !ids.has(ParentId))
    .map(({ Filename, Level, Message, Rule, Location }) => ({
      level: levelOf(Level),
      place: { file: Filename, line: Location.Start.LineNumber },
      message: Message,
      rule: `cfn-lint ${Rule.Id}`,
    }))
    .sort((a, b) => a.place.line - b.place.line || (a.rule < b.rule ? -1 : 1));
}

/**
 * The complaint of a failed `sam validate`, which knows resources but no lines. Paths of this machine
 * are left out: the finding is cached and may be shown on another.
 */
export function readSamFinding(output: string, template: SamTemplate): Finding {
  const complaint = /^Error: (.*)$/ms.exec(output)?.[1] ?? output;
  // SAM prints its exception twice; the second time without the exception's name.
  const last = complaint.slice(Math.max(complaint.lastIndexOf("('"), 0));
  const [, logicalId, message] = /^\('([^']*)', ['"](.*)['"]\)\s*$/s.exec(last) ?? [];
  const isKnown = logicalId !== undefined && logicalId in objectAt(template.data, 'Resources');
  return {
    level: 'error',
    place: {
      file: template.file,
      line: isKnown ? template.lineOf(['Resources', logicalId]) : undefined,
    },
    message: message === undefined ? complaint.trim() : `${logicalId}: ${message}`,
    rule: 'sam validate',
  };
}

export function formatFinding({ level, place, message, rule }: Finding): string {
  return `${formatPlace(place)}: ${level}: ${message} (${rule})`;
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
