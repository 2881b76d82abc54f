/** What a page does with ImageKit's browser SDK. It is bundled for the browser, so it is JavaScript of the browser. */
import {
  buildSrc,
  ImageKitAbortError,
  ImageKitInvalidRequestError,
  ImageKitServerError,
  ImageKitUploadNetworkError,
  upload,
} from '@imagekit/javascript';

// By themselves they have lost their names: the SDK is minified.
const ERRORS = {
  ImageKitAbortError,
  ImageKitInvalidRequestError,
  ImageKitServerError,
  ImageKitUploadNetworkError,
};
const kindOf = (error) => Object.keys(ERRORS).find((name) => error instanceof ERRORS[name]) ?? error.name;

/** The SDK has its host written into it; the request that it is given sends to another one. */
class RedirectedRequest extends XMLHttpRequest {
  constructor(uploadUrl) {
    super();
    this.uploadUrl = uploadUrl;
  }

  open(method) {
    super.open(method, this.uploadUrl);
  }
}

/** Everything that the page tells the test, as plain data. */
globalThis.page = {
  /** @param options of the SDK; `bytes` base64 of the file, or `size` of one of zeros, or `file` as the SDK takes it */
  async upload(uploadUrl, { bytes, size, ...options }) {
    const progress = [];
    let whileOpen = () => {};
    if (bytes !== undefined) options.file = await (await fetch(`data:image/jpeg;base64,${bytes}`)).blob();
    if (size !== undefined) options.file = new Blob([new Uint8Array(size)]);
    if (options.abortWith !== undefined) {
      const abort = new AbortController();
      options.abortSignal = abort.signal;
      whileOpen = () => abort.abort(options.abortWith);
    }
    const onProgress = ({ loaded, total }) => {
      progress.push({ loaded, total });
      whileOpen();
    };
    try {
      const answer = await upload({ ...options, xhr: new RedirectedRequest(uploadUrl), onProgress });
      return { answer, metadata: answer.$ResponseMetadata, progress };
    } catch (error) {
      const { message, reason, $ResponseMetadata } = error;
      return { error: kindOf(error), message, reason, metadata: $ResponseMetadata, progress };
    }
  },

  buildSrc,

  /** @returns the size of an image of another origin, and the colours at a tenth and at nine tenths of its width */
  async look(src) {
    const image = new Image();
    image.crossOrigin = 'anonymous';
    image.src = src;
    await image.decode();
    const { naturalWidth: width, naturalHeight: height } = image;
    const context = Object.assign(document.createElement('canvas'), { width, height }).getContext('2d');
    context.drawImage(image, 0, 0);
    const at = (x) => [...context.getImageData(Math.floor(x * width), height / 2, 1, 1).data];
    return { width, height, left: at(0.1), right: at(0.9) };
  },
};
