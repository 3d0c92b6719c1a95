/** How long a proof of who one is counts for what asks for a fresh one. */
export const freshSignInMs = 15 * 60_000;

/** The ways in which an account can prove itself once more, for the dialog that asks. */
export type FreshSignInMethods = { readonly password: boolean };

export type FreshSignInWords = Readonly<
  Record<
    | 'title'
    | 'why'
    | 'account'
    | 'password'
    | 'empty'
    | 'noPassword'
    | 'submit'
    | 'submitting'
    | 'cancel'
    | 'lost',
    string
  >
>;

/** All that the dialog shows, in the reader's language. */
export type FreshSignInQuestion = {
  readonly email: string;
  readonly methods: FreshSignInMethods;
  readonly words: FreshSignInWords;
};
