/** Which AWS, and as whom. */
export type AwsTarget =
  | { readonly kind: 'local'; readonly region: string; readonly endpoint: string }
  | {
      readonly kind: 'account';
      readonly region: string;
      readonly profile: string | undefined;
      /** Given explicitly by the user; the SDK's own endpoints without it. */
      readonly endpoint: string | undefined;
    };
