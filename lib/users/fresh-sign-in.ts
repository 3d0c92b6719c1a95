/** How long a proof of who one is counts for what asks for a fresh one. */
export const freshSignInMs = 15 * 60_000;

/** The ways in which an account can prove itself once more, for the dialog that asks. */
export type FreshSignInMethods = { readonly password: boolean };
