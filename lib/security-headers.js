// The headers of every answer. Plain JavaScript, because next.config.js reads it too; the content policy needs a nonce and
// is made in proxy.ts.

export const securityHeaders = {
  'Strict-Transport-Security': 'max-age=31536000; includeSubDomains',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  // Not `no-referrer`: under it a browser sends `Origin: null` with a form submitted before, or without, Switchboard's
  // scripts. proxy.ts has to refuse that. Other sites receive nothing either way.
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};
