/** Plain answers in the SDK's shape -> what the service would send. */
import { broken } from './rules';
import type { DecodedRequest } from './requests';
import { serviceModel, shapeNamed, type ServiceModel } from './service-model';
import { escaped, toXml } from './xml';

/** An error by its code on the wire or by the SDK's name for it; 400 without a `status`. */
export interface AwsError {
  readonly code: string;
  readonly message: string;
  readonly status?: number;
}

export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

export function isAwsError(answer: object): answer is AwsError {
  return 'code' in answer && 'message' in answer;
}

/** @throws Error for an answer that the service could not give: then the script is wrong */
export function encodeAnswer(request: DecodedRequest, answer: object): WireAnswer {
  const model = serviceModel(request.service);
  if (!model) throw new Error(`no model of ${request.service}`);
  if (isAwsError(answer)) return encodeError(model, answer);
  return encodeOutput(model, request.operation, answer as Readonly<Record<string, unknown>>);
}

function encodeOutput(
  model: ServiceModel,
  name: string,
  answer: Readonly<Record<string, unknown>>,
): WireAnswer {
  const { protocol, xmlNamespace } = model.metadata;
  const output = model.operations[name]?.output;
  const shape = output ? shapeNamed(model, output.shape) : { type: 'structure' };
  // An answer may be shorter than a real one, and its ids simpler; a member that no real one has
  // would be a test of nothing.
  const wrong = broken(model, shape, answer, '').filter(({ about }) => about === 'shape');
  if (wrong[0]) throw new Error(`answer of ${name}: ${wrong[0].member} ${wrong[0].rule}`);
  if (protocol === 'query') {
    const result = toXml(model, shape, answer);
    const wrapped = output?.resultWrapper
      ? `<${output.resultWrapper}>${result}</${output.resultWrapper}>`
      : result;
    const metadata = '<ResponseMetadata><RequestId>scripted</RequestId></ResponseMetadata>';
    return xml(
      200,
      `<${name}Response xmlns="${xmlNamespace}">${wrapped}${metadata}</${name}Response>`,
    );
  }
  const headers: Record<string, string> = {};
  const inBody: Record<string, unknown> = {};
  for (const [member, value] of Object.entries(answer)) {
    const described = shape.members?.[member];
    const isHeader = described?.location === 'header';
    if (isHeader) headers[described.locationName ?? member] = String(value);
    else if (described?.location !== 'statusCode') inBody[member] = value;
  }
  if (shape.payload !== undefined) {
    return { status: 200, headers, body: (inBody[shape.payload] ?? '') as string | Buffer };
  }
  if (protocol === 'rest-xml') return { status: 200, headers, body: '' };
  return {
    status: 200,
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(inBody),
  };
}

function encodeError(model: ServiceModel, { code, message, status }: AwsError): WireAnswer {
  const described = model.shapes[code]?.error;
  const wire = described?.code ?? code;
  const answered = status ?? described?.httpStatusCode ?? 400;
  const { protocol } = model.metadata;
  if (protocol === 'rest-json' || protocol === 'json') {
    return {
      status: answered,
      headers: { 'content-type': 'application/json', 'x-amzn-errortype': wire },
      body: JSON.stringify({ __type: wire, message }),
    };
  }
  const error = `<Code>${escaped(wire)}</Code><Message>${escaped(message)}</Message>`;
  return protocol === 'query'
    ? xml(
        answered,
        `<ErrorResponse><Error><Type>Sender</Type>${error}</Error><RequestId>scripted</RequestId></ErrorResponse>`,
      )
    : xml(answered, `<Error>${error}</Error>`);
}

function xml(status: number, body: string): WireAnswer {
  return { status, headers: { 'content-type': 'text/xml' }, body };
}
