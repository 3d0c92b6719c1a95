/** An error in words for the person at the terminal, printed unchanged and without a stack. */
export class Refusal extends Error {}
