/** What a local AWS takes: its own, new with every start, in a file that only its user can read. */
export interface LocalCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Which AWS, and as whom. */
export type AwsTarget =
  | {
      readonly kind: 'local';
      readonly region: string;
      readonly endpoint: string;
      /** Given explicitly, so that a user's real credentials never reach it. */
      readonly credentials: LocalCredentials;
    }
  | {
      readonly kind: 'account';
      readonly region: string;
      readonly profile: string | undefined;
      /** Given explicitly by the user; the SDK's own endpoints without it. */
      readonly endpoint: string | undefined;
    };
