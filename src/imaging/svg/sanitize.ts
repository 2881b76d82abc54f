/**
 * An SVG without anything that runs or reaches out: what remains is a drawing.
 *
 * The text is parsed and written anew, and only what is on a list is written. So nothing can hide in what two parsers read
 * differently: comments, entities, encodings, processing instructions and document types are all gone from the result,
 * which is UTF-8 whatever the input was (delivery.md 11.4, attack-and-fault-cases.md C24).
 */
import type { SAXOptions } from 'sax';
import { errors } from '../errors.ts';
import { isSafeAttribute, isSafeElement } from './allowed.ts';
import { cleanStylesheet } from './css.ts';
import { declareEntities, decodeSvg } from './text.ts';

/** @throws errors.cannotDecode when it is not well-formed XML, or no SVG */
export async function sanitizeSvg(bytes: Uint8Array): Promise<string> {
  const { default: sax } = await import('sax');
  const parser = sax.parser(true, XML_ENTITIES_ONLY);
  const writer = new Writer();
  parser.ondoctype = (doctype) => Object.assign(parser.ENTITIES, declareEntities(doctype));
  parser.onopentag = ({ name, attributes }) => writer.open(name, attributes as Record<string, string>);
  parser.onclosetag = () => writer.close();
  parser.ontext = (text) => writer.text(text);
  parser.oncdata = (text) => writer.text(text);
  parser.onerror = (error) => {
    throw errors.cannotDecode('SVG').because(error);
  };
  parser.write(decodeSvg(bytes)).close();
  if (!writer.isWhole) throw errors.cannotDecode('SVG');
  return writer.toString();
}

/** Not HTML's: what a browser would refuse in an SVG is refused here. (The option is missing in the types.) */
const XML_ENTITIES_ONLY = { strictEntities: true } as SAXOptions;

/** Writes the elements that are allowed, each with the attributes that are; what stands in any other element goes with it. */
class Writer {
  readonly #out: string[] = [];
  readonly #names: string[] = [];
  /** How deep we are in an element that is left out. */
  #skipping = 0;
  #style: string | undefined;

  get isWhole(): boolean {
    return this.#out.length > 0 && this.#names.length === 0;
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    const isRoot = this.#out.length === 0;
    if (isRoot && localName(name) !== 'svg') throw errors.cannotDecode('SVG');
    const insideStyle = this.#style !== undefined;
    if (this.#skipping > 0 || insideStyle || !isSafeElement(localName(name), attributes)) {
      this.#skipping += 1;
      return;
    }
    const kept = Object.entries(attributes).filter(([key, value]) =>
      isSafeAttribute(localName(name), key, value),
    );
    this.#out.push(`<${name}${kept.map(([key, value]) => ` ${key}="${encode(value)}"`).join('')}>`);
    this.#names.push(name);
    if (localName(name) === 'style') this.#style = '';
  }

  close(): void {
    if (this.#skipping > 0) {
      this.#skipping -= 1;
      return;
    }
    if (this.#style !== undefined) this.#out.push(encode(cleanStylesheet(this.#style)));
    this.#style = undefined;
    this.#out.push(`</${this.#names.pop()}>`);
  }

  text(text: string): void {
    if (this.#skipping > 0 || this.#names.length === 0) return;
    if (this.#style !== undefined) this.#style += text;
    else this.#out.push(encode(text));
  }

  toString(): string {
    return this.#out.join('');
  }
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** Characters that XML forbids are dropped: a stricter parser would refuse the whole file. */
function encode(text: string): string {
  return text
    .toWellFormed()
    .replace(FORBIDDEN, '')
    .replace(/[&<>"\t\r]/g, (character) => ESCAPES[character] ?? character);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\r': '&#13;',
};
