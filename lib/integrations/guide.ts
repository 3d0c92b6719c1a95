import type { Words } from './locale';

/** A part of the way outside of the portal: what to do at the provider, in order, with where to do it. */
export type Guide = {
  readonly title: Words;
  readonly text?: Words;
  readonly steps?: readonly Words[];
  readonly links?: readonly { readonly label: Words; readonly href: `https://${string}` }[];
  /** Compares several integrations side by side, and what each is for. */
  readonly table?: {
    readonly columns: readonly Words[];
    readonly rows: readonly (readonly Words[])[];
  };
};
