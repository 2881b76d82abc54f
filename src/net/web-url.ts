/**
 * An absolute http or https URL of RFC 3986, without user name and fragment: what is to be called later is kept in no
 * other form, since nothing here would call another one.
 */
const WEB_URL =
  /^https?:\/\/(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9\-._~!$&'()*+,;=]+)(?::\d{1,5})?(?:[/?](?:[A-Za-z0-9\-._~:/?@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*)?$/i;

export const MAX_WEB_URL_LENGTH = 2048;

export function isWebUrl(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    value.length <= MAX_WEB_URL_LENGTH &&
    WEB_URL.test(value) &&
    URL.canParse(value)
  );
}
