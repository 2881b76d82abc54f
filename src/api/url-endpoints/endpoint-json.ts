/** URL endpoints on the wire (rest-api.md 6.4). */
import { Type } from 'typebox';
import type { UrlEndpoint } from '../../accounts/index.ts';
import { MAX_ENDPOINT_DESCRIPTION, MAX_ENDPOINT_ORIGINS, MAX_PREFIX_LENGTH } from './endpoint-body.ts';

const description = Type.String({
  minLength: 1,
  maxLength: MAX_ENDPOINT_DESCRIPTION,
  description: 'What it is for.',
});
const urlPrefix = Type.String({
  maxLength: MAX_PREFIX_LENGTH,
  pattern: '^[A-Za-z0-9-]*$',
  description: 'The segment after the account in URLs; empty for the default endpoint.',
});
const origins = Type.Array(Type.String(), {
  maxItems: MAX_ENDPOINT_ORIGINS,
  description: 'Ids of origins, in the order in which they are asked after the media library.',
});
const preserve = Type.Boolean({
  default: false,
  description: 'Whether `<asset_type>/<delivery_type>` stays in the path.',
});
const only = { additionalProperties: false };

const rewriterRequest = Type.Union(
  [
    Type.Object(
      { type: Type.Literal('CLOUDINARY'), preserveAssetDeliveryTypes: Type.Optional(preserve) },
      only,
    ),
    Type.Object({ type: Type.Literal('IMGIX') }, only),
    Type.Object({ type: Type.Literal('AKAMAI') }, only),
  ],
  { description: 'Whose URLs the endpoint understands besides its own.' },
);
const rewriter = Type.Union(
  [
    Type.Object({ type: Type.Literal('CLOUDINARY'), preserveAssetDeliveryTypes: preserve }, only),
    Type.Object({ type: Type.Literal('IMGIX') }, only),
    Type.Object({ type: Type.Literal('AKAMAI') }, only),
  ],
  { description: 'Only when set.' },
);

export const endpointRequestSchema = Type.Object(
  {
    description,
    urlPrefix: Type.Optional(urlPrefix),
    origins: Type.Optional(origins),
    urlRewriter: Type.Optional(rewriterRequest),
  },
  { ...only, $id: 'UrlEndpointRequest' },
);

export const endpointSchema = Type.Object(
  {
    id: Type.String({ description: '`default` for the default endpoint.' }),
    description,
    urlPrefix,
    origins,
    urlRewriter: Type.Optional(rewriter),
  },
  { ...only, $id: 'UrlEndpoint' },
);

export function endpointJson({ id, description, urlPrefix, origins, urlRewriter }: UrlEndpoint) {
  return { id, description, urlPrefix, origins, ...(urlRewriter !== undefined && { urlRewriter }) };
}
