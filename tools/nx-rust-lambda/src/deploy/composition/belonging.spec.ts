import type { Json, JsonObject } from '../../sam/sam-template';
import { belongingTo, sidesOf } from './belonging';

const fn = (name?: string): JsonObject => ({
  Type: 'AWS::Serverless::Function',
  Properties: name === undefined ? {} : { FunctionName: name },
});
const ref = (name: string): Json => ({ Ref: name });
const arn = (name: string): Json => ({ 'Fn::GetAtt': [name, 'Arn'] });
/** This branch knows Echo alone; the stack has a colleague's functions as well. */
const ours: JsonObject = {
  Echo: fn(),
  EchoAlarm: { Type: 'X', A: ref('Echo') },
  Alerts: { Type: 'X' },
};
const theirs: JsonObject = {
  Echo: fn(),
  Billing: fn('billing'),
  EchoAlarm: { Type: 'X', A: ref('Echo') },
  BillingAlarm: { Type: 'X', A: ref('Billing') },
  Alerts: { Type: 'X', Subscription: [arn('Billing')] },
  Jobs: { Type: 'X' },
  Shop: {
    Type: 'AWS::Serverless::Function',
    Properties: { Events: { Get: { Type: 'HttpApi' } } },
  },
};
const belongs = belongingTo(new Set(['Echo']), sidesOf({ Resources: ours }, { Resources: theirs }));

test.each<[string, Json, Json | undefined, boolean]>([
  ['new, of a function in scope', [arn('Echo')], undefined, true],
  ['new, of nobody', [ref('Alerts')], undefined, false],
  ['of it on both sides', [arn('Echo'), 1], [arn('Echo'), 2], true],
  ['a reference gone that says nothing of others', [arn('Echo')], [arn('Echo'), ref('P')], true],
  ['a rule with two targets', [arn('Echo')], [arn('Echo'), arn('Billing')], false],
  ['what a colleague has moved', [arn('Echo')], [arn('Billing')], false],
  ['what a colleague has moved to no function', [arn('Echo')], [arn('Jobs')], false],
  ['by an id that SAM makes', [arn('EchoRole')], [arn('EchoRole'), arn('BillingRole')], false],
  [
    'over what belongs to another',
    [ref('EchoAlarm')],
    [ref('EchoAlarm'), ref('BillingAlarm')],
    false,
  ],
  [
    'an own reference beside what belongs to another',
    [ref('Echo')],
    [ref('Echo'), { 'Fn::Sub': 'ALARM(${BillingAlarm})' }],
    false,
  ],
  [
    "an implicit API of another's events",
    [ref('Echo')],
    [ref('Echo'), ref('ServerlessHttpApi')],
    false,
  ],
  ['an API that nothing makes', [ref('Echo')], [ref('Echo'), ref('ServerlessRestApi')], true],
  ['something that only the stack knows', [ref('Echo')], [ref('Echo'), arn('Jobs')], false],
  [
    'both sides lead to what another listens to',
    [ref('Echo'), ref('Alerts'), 1],
    [ref('Echo'), ref('Alerts'), 2],
    true,
  ],
  [
    'by ARN',
    [ref('Echo')],
    [ref('Echo'), { 'Fn::Sub': 'arn:aws:lambda:r:1:function:other-${AWS::Region}' }],
    false,
  ],
  ['by name', [ref('Echo')], [ref('Echo'), '/aws/lambda/billing'], false],
  ['a name that only begins like one', [ref('Echo')], [ref('Echo'), 'billing-2'], true],
])('%s', (_, local, deployed, expected) => {
  expect(belongs(local, deployed)).toBe(expected);
});
