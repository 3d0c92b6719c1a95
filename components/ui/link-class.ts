/** Apart from the component that uses it, so that an ordinary link can look the same without loading `next/link`. */
export const linkClass = 'font-medium text-accent underline underline-offset-2 hover:text-accent-hover';
