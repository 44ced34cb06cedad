/** Where a mistake is: a file relative to the workspace root, with a 1-based line if known. */
export interface Place {
  readonly file: string;
  readonly line?: number;
}

/**
 * A mistake that the user can mend: one sentence with the wrong value, where it is and what to do.
 * Executors and generators show `message` alone, without a stack trace.
 */
export class UserError extends Error {
  readonly place: Place | undefined;

  constructor(sentence: string, place?: Place) {
    super(place ? `${formatPlace(place)}: ${sentence}` : sentence);
    this.name = 'UserError';
    this.place = place;
  }
}

export function formatPlace({ file, line }: Place): string {
  return line === undefined ? file : `${file}:${line}`;
}

/** What a user is shown of any error: the sentence of a `UserError`, the stack of a defect. */
export function describeError(error: unknown): string {
  if (error instanceof UserError) return error.message;
  if (error instanceof Error) return error.stack ?? error.message;
  return String(error);
}
