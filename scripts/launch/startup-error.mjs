/** What can't be done, in words for the person at the terminal: printed as it stands, without a stack. */
export class Refusal extends Error {}
