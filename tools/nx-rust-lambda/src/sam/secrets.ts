/** Knows which parameters are secrets: those with `NoEcho`, whose values CloudFormation never shows. */
import { isObject, objectAt, type Json, type SamTemplate } from './sam-template';

/** Stands for the value of a NoEcho parameter, as CloudFormation has it. */
export const masked = '****';

/** Whether a parameter's value is never shown; a template may say so with a boolean or its text. */
export function isNoEcho(parameter: Json | undefined): boolean {
  return isObject(parameter) && /^true$/i.test(String(parameter['NoEcho']));
}

export function noEchoNames({ data }: Pick<SamTemplate, 'data'>): string[] {
  return Object.entries(objectAt(data, 'Parameters')).flatMap(([name, parameter]) =>
    isNoEcho(parameter) ? [name] : [],
  );
}
