/** The events of `transformation`, as webhooks tell them (rest-api.md 5.1; video.md, section 12). */
import type {
  PayloadEvent,
  PostTransform,
  PostTransformJob,
  PostTransformOutcome,
  TransformFailure,
} from '../../library/index.ts';
import { type AssetUrls, createAssetUrls } from '../urls.ts';

export type UploadEvents = {
  /** Of a rendition that was asked for together with an upload: the URL that answers with it. */
  urlOf(path: string, item: PostTransform): string;
  postTransformed(job: PostTransformJob, outcome: PostTransformOutcome): PayloadEvent;
};

/** @param publicUrl base of the server, with or without a slash at the end */
export function createUploadEvents(publicUrl: string, accountId: string): UploadEvents {
  const urls = createAssetUrls(publicUrl, accountId);
  return {
    urlOf: (path, item) => derivedUrl(urls, path, item),
    postTransformed({ requestId, item, fileId }, { name, path, failure }) {
      const request = { x_request_id: requestId, transformation: item };
      const data = { fileId, url: derivedUrl(urls, path, item), name };
      if (failure === undefined) return { type: 'upload.post-transform.success', payload: { request, data } };
      return {
        type: 'upload.post-transform.error',
        payload: { request, data: { ...data, path, ...failed(failure) } },
      };
    },
  };
}

/** A video that could not be transformed before it is stored, so it is not. */
export function preTransformFailed(
  upload: { readonly requestId: string; readonly text: string; readonly name: string; readonly path: string },
  reason: TransformFailure,
): PayloadEvent {
  const { requestId, text, name, path } = upload;
  return {
    type: 'upload.pre-transform.error',
    payload: {
      request: { x_request_id: requestId, transformation: text },
      data: { name, path, ...failed(reason) },
    },
  };
}

function failed(reason: TransformFailure) {
  return { transformation: { error: { reason } } };
}

function derivedUrl(urls: AssetUrls, path: string, item: PostTransform): string {
  const query = item.value === undefined ? undefined : `tr=${queryText(item.value.trim())}`;
  return urls.url(`${path}${formOf(item)}`, query);
}

function formOf(item: PostTransform): string {
  switch (item.type) {
    case 'transformation':
      return '';
    case 'gif-to-video':
      return '/ik-gif-video.mp4';
    case 'thumbnail':
      return '/ik-thumbnail.jpg';
    case 'abs':
      return item.protocol === 'hls' ? '/ik-master.m3u8' : '/ik-master.mpd';
  }
}

/** The transformation as a query holds it: only what would end it, or may not be in a URL, is escaped. */
function queryText(value: string): string {
  return value.replace(/[^\x21-\x7e]+|["#&<>\\^`{|}]+/g, encodeURIComponent);
}
