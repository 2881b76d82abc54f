/**
 * XMP: RDF in XML, its structures made flat (rest-api.md 4.4). Read with a parser that knows the five entities of XML
 * and no others, so that nothing expands; a document that declares some, that is too big or too deep, is not read.
 */
import type { SAXOptions } from 'sax';
import { xmpDate } from './dates.ts';
import type { Flat } from './flat.ts';
import { flatName, NAMESPACES, UNREAD } from './xmp-names.ts';

const MAX_BYTES = 256 * 1024;
const MAX_DEPTH = 40;
const MAX_NODES = 5_000;

const RDF = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#';
/** The option is missing in the types. */
const STRICT = { xmlns: true, strictEntities: true } as SAXOptions;

type Name = { readonly uri: string; readonly local: string };
type Attribute = Name & { readonly value: string };
type Node = Name & { readonly attributes: readonly Attribute[]; readonly children: Node[]; text: string };

/** Throws for what is no XMP, or more than anybody would write. */
export async function addXmp(flat: Flat, block: Buffer): Promise<void> {
  if (block.length > MAX_BYTES) return;
  for (const description of findDescriptions(await parseXml(block.toString()))) {
    for (const { uri, local, value } of description.attributes) {
      if (isRead(uri, local)) addText(flat, flatName('', local), value);
    }
    for (const property of description.children) {
      if (isRead(property.uri, property.local)) addProperty(flat, flatName('', property.local), property);
    }
  }
}

function isRead(uri: string, local: string): boolean {
  return NAMESPACES.has(uri) && !UNREAD.has(local);
}

async function parseXml(text: string): Promise<Node> {
  const { default: sax } = await import('sax');
  const parser = sax.parser(true, STRICT);
  const root: Node = { uri: '', local: '', attributes: [], children: [], text: '' };
  const open = [root];
  let nodes = 0;
  parser.onerror = (error) => {
    throw error;
  };
  parser.ondoctype = () => {
    throw new Error('XMP has no document type.');
  };
  parser.onopentag = (tag) => {
    nodes += 1;
    if (!('uri' in tag) || open.length > MAX_DEPTH || nodes > MAX_NODES)
      throw new Error('This XMP is too big.');
    const attributes = Object.values(tag.attributes).map(({ uri, local, value }) => ({ uri, local, value }));
    const node: Node = { uri: tag.uri, local: tag.local, attributes, children: [], text: '' };
    open.at(-1)?.children.push(node);
    open.push(node);
  };
  parser.onclosetag = () => {
    open.pop();
  };
  const addCharacters = (characters: string) => {
    const node = open.at(-1);
    if (node !== undefined) node.text += characters;
  };
  parser.ontext = addCharacters;
  parser.oncdata = addCharacters;
  // Some programs pad the packet with NULs.
  parser.write(text.replace(/\0+$/, '').trim()).close();
  return root;
}

/** `rdf:Description` elements, however deep: `x:xmpmeta` around `rdf:RDF` is common but not needed. */
function findDescriptions(node: Node): readonly Node[] {
  return node.children.flatMap((child) =>
    isRdf(child, 'RDF')
      ? child.children.filter((inner) => isRdf(inner, 'Description'))
      : findDescriptions(child),
  );
}

function isRdf({ uri, local }: Name, name: string): boolean {
  return uri === RDF && local === name;
}

/** A property is a text, a list, or a structure whose fields are properties in their turn. */
function addProperty(flat: Flat, name: string, node: Node): void {
  const [only] = node.children;
  if (only !== undefined && only.uri === RDF && ['Bag', 'Seq', 'Alt'].includes(only.local)) {
    addList(flat, name, only);
    return;
  }
  const structure = only !== undefined && isRdf(only, 'Description') ? only : node;
  const fields = structure.attributes.filter((attribute) => NAMESPACES.has(attribute.uri));
  for (const field of fields) addText(flat, flatName(name, field.local), field.value);
  for (const field of structure.children) addProperty(flat, flatName(name, field.local), field);
  if (fields.length > 0 || structure.children.length > 0) return;
  addText(flat, name, node.attributes.find((attribute) => isRdf(attribute, 'resource'))?.value ?? node.text);
}

/** Of alternatives the default language is meant, which stands first where nothing says so. */
function addList(flat: Flat, name: string, list: Node): void {
  const items = list.children.filter((child) => isRdf(child, 'li'));
  const isDefault = ({ attributes }: Node) =>
    attributes.some(({ local, value }) => local === 'lang' && value === 'x-default');
  const chosen = list.local === 'Alt' ? [items.find(isDefault) ?? items[0]] : items;
  for (const item of chosen) {
    if (item !== undefined) addProperty(flat, name, item);
  }
}

const NUMERIC = /^(Rating|MaxAvail(Width|Height)|ModelAge|ImageRegionBoundary(X|Y|W|H|Rx))$/;

function addText(flat: Flat, name: string, given: string): void {
  const text = given.trim();
  if (NUMERIC.test(name) && /^-?\d{1,15}(\.\d{1,15})?$/.test(text)) flat.add(name, Number(text));
  else flat.add(name, (/Date/.test(name) ? xmpDate(text) : undefined) ?? text);
}
