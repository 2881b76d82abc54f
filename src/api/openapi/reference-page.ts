/**
 * `/docs`: the document as an interactive page, by Scalar, served whole from its package. The page may load nothing
 * from elsewhere, and its Content-Security-Policy holds it to that.
 */
import { createHash } from 'node:crypto';
import Fastify, { type FastifyInstance } from 'fastify';

const PREFIX = '/docs';
/** The package changes with the program only, and its script has three megabytes. */
const SCRIPT_CACHE_CONTROL = 'public, max-age=3600';

/** Each of these would ask a server of its makers for something. */
const NOTHING_FROM_ELSEWHERE = {
  telemetry: false,
  withDefaultFonts: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  hideClientButton: true,
  showDeveloperTools: 'never',
} as const;

/**
 * The page is made when it is first asked for: until then its script, of ten megabytes in memory and ten more in the
 * text of its module, is work for every garbage collection.
 * @param publicUrl base of the API: requests made from the page go there
 */
export function addReferencePage(app: FastifyInstance, publicUrl: string): void {
  let page: Promise<FastifyInstance> | undefined;
  for (const url of [PREFIX, `${PREFIX}/js/scalar.js`]) {
    app.get(url, async (request, reply) => {
      page ??= createPage(publicUrl);
      const { routing } = await page;
      for (const [name, value] of Object.entries(reply.getHeaders())) reply.raw.setHeader(name, value ?? '');
      reply.hijack();
      routing(request.raw, reply.raw);
    });
  }
  app.addHook('onClose', async () => (await page)?.close());
}

/** A server of its own behind the API's, which has logged, authorised and addressed the request. */
async function createPage(publicUrl: string): Promise<FastifyInstance> {
  const { default: scalar } = await import('@scalar/fastify-api-reference');
  const page = Fastify({ routerOptions: { ignoreTrailingSlash: true, ignoreDuplicateSlashes: true } });
  page.addHook('onSend', async (_request, reply, payload) => {
    const type = String(reply.getHeader('content-type') ?? '');
    reply.header('x-content-type-options', 'nosniff');
    // Relative: the public may see this server below a path.
    if (reply.getHeader('location') === `${PREFIX}/`) reply.header('location', `.${PREFIX}/`);
    if (type.startsWith('text/html')) {
      reply.header('content-security-policy', contentSecurityPolicy(String(payload), publicUrl));
    } else if (type.startsWith('application/javascript')) {
      reply.header('cache-control', SCRIPT_CACHE_CONTROL);
    }
    return payload;
  });
  page.register(scalar, {
    routePrefix: PREFIX,
    configuration: { url: '../openapi.json', pageTitle: 'Halftone API', ...NOTHING_FROM_ELSEWHERE },
  });
  await page.ready();
  return page;
}

/** Scripts: the package's file, and what stands in the page by its hash. Styles are made by the script, so any are allowed. */
function contentSecurityPolicy(html: string, publicUrl: string): string {
  const inline = [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(
    ([, script = '']) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`,
  );
  return [
    "default-src 'none'",
    `script-src 'self' ${inline.join(' ')}`.trim(),
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    `connect-src 'self' ${new URL(publicUrl).origin}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
