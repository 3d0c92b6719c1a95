/** How long a proof of who one is counts for what asks for a fresh one. */
export const freshSignInMs = 15 * 60_000;

/** The ways in which an account can prove itself once more, for the dialog that asks. */
export type FreshSignInMethods = {
  readonly password: boolean;
  /** Two-factor sign-in is on, so that a code goes with the password. */
  readonly code: boolean;
  /** The name of the issuer that the account is linked with, or null. */
  readonly issuer: string | null;
};

/** The channel on which the second window reports how a proof at the issuer ended. */
export const proofChannel = 'switchboard.proof';

export type ProofReport = 'done' | 'failed';

export type FreshSignInWords = Readonly<
  Record<
    | 'title'
    | 'why'
    | 'account'
    | 'password'
    | 'code'
    | 'codeHint'
    | 'empty'
    | 'noPassword'
    | 'submit'
    | 'submitting'
    | 'cancel'
    | 'lost'
    | 'ended',
    string
  >
>;

export type IssuerProofWords = Readonly<Record<'open' | 'waiting' | 'blocked' | 'failed', string>>;

/** All that the dialog shows, in the reader's language. */
export type FreshSignInQuestion = {
  readonly email: string;
  readonly methods: FreshSignInMethods;
  readonly words: FreshSignInWords;
  /** The words of a proof at the issuer, for an account that is linked. */
  readonly issuerWords: IssuerProofWords | null;
};
