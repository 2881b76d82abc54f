/** Where a file is delivered: the addresses that answers carry (rest-api.md 2.2). */

export type AssetUrls = {
  /** The path is the file's own, decoded; `query` is put behind it as given. */
  url(path: string, query?: string): string;
  /** In the path form, as upload answers have it. */
  thumbnailUrl(path: string): string;
};

/** The built-in named transformation behind every thumbnail. */
export const THUMBNAIL = 'n-ik_ml_thumbnail';

/** @param publicUrl base of the server, with or without a slash at the end */
export function createAssetUrls(publicUrl: string, accountId: string): AssetUrls {
  const endpoint = `${publicUrl.replace(/\/+$/, '')}/${accountId}`;
  return {
    url: (path, query) => `${endpoint}${encodePath(path)}${query ? `?${query}` : ''}`,
    thumbnailUrl: (path) => `${endpoint}/tr:${THUMBNAIL}${encodePath(path)}`,
  };
}

function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
