/** @module URLs of the stores: which kind one is, and how it may be shown. */

/** Is it the URL of a PostgreSQL database? */
export function isPostgresUrl(url: string): boolean {
  return /^postgres(ql)?:/i.test(url);
}

/** Is it the URL of an S3 bucket? */
export function isS3Url(url: string): boolean {
  return /^s3:/i.test(url);
}

/** Parameters of a URL that hold a secret. */
const SECRET = /([?&](?:password|passwd|pwd|sslpassword|sslkey|secret[^=&]*|[^=&]*token)=)[^&#]*/gi;

/** The URL without passwords: for logs, errors and screens. */
export function shownUrl(url: string): string {
  // Up to the last @ before the path: a password may hold one, unescaped.
  return url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, '$1***@').replace(SECRET, '$1***');
}
