/** What may be in a sanitised SVG: elements by a list, attributes by what they could do. */
import { isSafeCss } from './css.ts';

/**
 * The elements of SVG 1.1 and 2 that draw, define, describe or animate. Missing on purpose: `script`, `foreignObject`,
 * `handler`, `listener`, everything of HTML (`iframe`, `audio`, ...), and what only loads other files (`font-face-uri`, `tref`).
 */
const ELEMENTS: ReadonlySet<string> = new Set(
  `svg g defs desc title symbol use image switch style a view
   path rect circle ellipse line polyline polygon
   text tspan textPath altGlyph altGlyphDef altGlyphItem glyphRef
   marker linearGradient radialGradient stop pattern hatch hatchpath mesh meshgradient meshpatch meshrow solidcolor
   clipPath mask filter
   feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap
   feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feImage feMerge feMergeNode
   feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence
   font font-face font-face-format font-face-name glyph missing-glyph hkern vkern
   animate animateColor animateMotion animateTransform set mpath`
    .split(/\s+/)
    .filter(Boolean),
);

const ANIMATIONS: ReadonlySet<string> = new Set(['animate', 'animateColor', 'animateTransform', 'set']);

/** An image inside the drawing; any other `data:` URL is a document of its own. */
const RASTER_DATA = /^data:image\/(png|jpe?g|gif|webp|avif)\s*(;[^,]*)?;base64,[A-Za-z0-9+/=\s]*$/i;

/** @param name without its prefix; case matters, as it does in XML */
export function isSafeElement(name: string, attributes: Readonly<Record<string, string>>): boolean {
  return ELEMENTS.has(name) && !(ANIMATIONS.has(name) && animatesBehaviour(attributes));
}

/** An animation can give an element the link or the handler that it may not be written with. */
function animatesBehaviour(attributes: Readonly<Record<string, string>>): boolean {
  const target = (attributes.attributeName ?? '').trim().toLowerCase();
  return /(^|:)(href|src|on\w*)$/.test(target);
}

/**
 * @param element without its prefix
 * @param attribute with its prefix
 * @param value with entities resolved
 */
export function isSafeAttribute(element: string, attribute: string, value: string): boolean {
  const name = attribute.slice(attribute.indexOf(':') + 1).toLowerCase();
  if (!/^[A-Za-z_][\w.:-]*$/.test(attribute) || name.startsWith('on') || attribute === 'xml:base')
    return false;
  if (name === 'ping') return false;
  if (name === 'href' || name === 'src') return isSafeReference(element, value);
  return !/(java|vb)script:|data:text/.test(squeeze(value)) && isSafeCss(value);
}

/** Only into the same document, or to pixels it brings along. */
function isSafeReference(element: string, value: string): boolean {
  const target = value.trim();
  return (
    target.startsWith('#') || ((element === 'image' || element === 'feImage') && RASTER_DATA.test(target))
  );
}

/** As a browser reads a URL: white space and control characters inside a scheme do not count. */
function squeeze(value: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
  return value.replace(/[\s\u0000-\u001f\u007f]+/g, '').toLowerCase();
}
