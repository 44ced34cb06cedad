/** CloudWatch Logs, as far as a function's log goes. */
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { asUser, clientSettings, type AwsClients } from './clients';
import { functionConfiguration } from './functions';

export interface LogEvent {
  /** Unique within its group; the local AWS gives none. */
  readonly id: string | undefined;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly message: string;
  readonly stream: string;
}

export type LogReader = (since: number) => Promise<readonly LogEvent[] | undefined>;

/** The group that a function writes to; undefined if there is no such function. */
export async function logGroupOf(
  clients: AwsClients,
  functionName: string,
): Promise<string | undefined> {
  const configuration = await functionConfiguration(clients, functionName);
  // Lambda's default (LoggingConfig.LogGroup).
  return configuration && (configuration.LoggingConfig?.LogGroup ?? `/aws/lambda/${functionName}`);
}

/**
 * Reads all events of a group from a time on, in milliseconds since 1970, in the order of their times.
 * A page may be empty and not be the last one (FilterLogEvents). Undefined: there is no such group yet.
 */
export function logReader(
  { target }: Pick<AwsClients, 'target'>,
  group: string,
  client = new CloudWatchLogsClient(clientSettings(target)),
): LogReader {
  return async (since) => {
    const events: LogEvent[] = [];
    for (let token: string | undefined; ;) {
      const command = new FilterLogEventsCommand({
        logGroupName: group,
        startTime: since,
        nextToken: token,
      });
      const page = await asUser(client.send(command), target).catch((error: unknown) => {
        if (isNotFound(error)) return undefined;
        throw error;
      });
      if (!page) return undefined;
      for (const event of page.events ?? []) {
        events.push({
          id: event.eventId,
          time: event.timestamp ?? 0,
          message: event.message ?? '',
          stream: event.logStreamName ?? '',
        });
      }
      token = page.nextToken;
      if (token === undefined) return events.sort((a, b) => a.time - b.time);
    }
  };
}

function isNotFound(error: unknown): boolean {
  return error instanceof Error && error.name === 'ResourceNotFoundException';
}
