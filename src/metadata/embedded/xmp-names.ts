/** How the properties of XMP are called in a flat set: ExifTool's names (rest-api.md 4.4). */

/** What is read: descriptions, rights and contacts; not the settings and the history that editors keep in XMP as well. */
export const NAMESPACES: ReadonlySet<string> = new Set([
  'http://purl.org/dc/elements/1.1/',
  'http://ns.adobe.com/photoshop/1.0/',
  'http://ns.adobe.com/xap/1.0/',
  'http://ns.adobe.com/xap/1.0/rights/',
  'http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/',
  'http://iptc.org/std/Iptc4xmpExt/2008-02-29/',
  'http://ns.useplus.org/ldf/xmp/1.0/',
  'http://ns.acdsee.com/iptc/1.0/',
]);

/** Properties of those that hold an editor's history or pictures. */
export const UNREAD: ReadonlySet<string> = new Set([
  'DocumentAncestors',
  'TextLayers',
  'History',
  'Thumbnails',
]);

const RENAMED: Readonly<Record<string, string>> = {
  CreatorContactInfo: 'Creator',
  CiAdrCity: 'City',
  CiAdrCtry: 'Country',
  CiAdrExtadr: 'Address',
  CiAdrPcode: 'PostalCode',
  CiAdrRegion: 'Region',
  CiEmailWork: 'WorkEmail',
  CiTelWork: 'WorkTelephone',
  CiUrlWork: 'WorkURL',
  ArtworkOrObject: 'Artwork',
  AddlModelInfo: 'AdditionalModelInformation',
  DigImageGUID: 'DigitalImageGUID',
  EmbdEncRightsExpr: 'EmbeddedEncodedRightsExpr',
  LinkedEncRightsExpr: 'LinkedEncodedRightsExpr',
  EncRightsExpr: '',
  RightsExprEncType: 'Type',
  RightsExprLangId: 'LangID',
  LinkedRightsExpr: '',
  PersonInImageWDetails: 'PersonInImage',
  PersonName: 'Name',
  PersonId: 'ID',
  PersonDescription: 'Description',
  PersonCharacteristic: 'Characteristic',
  ProductName: 'Name',
  ProductGTIN: 'GTIN',
  ProductDescription: 'Description',
  RegistryId: 'Registry',
  RegItemId: 'ItemID',
  RegOrgId: 'OrganisationID',
  RegEntryRole: 'EntryRole',
  RegionBoundary: 'Boundary',
  rbUnit: 'Unit',
  rbX: 'X',
  rbY: 'Y',
  rbW: 'W',
  rbH: 'H',
  rbRx: 'Rx',
  rbVertices: 'Vertices',
  rbShape: 'Shape',
  rId: 'ID',
  rCtype: 'Ctype',
  rRole: 'Role',
};

/** The name of a property, or of a field in a structure that has a name already. */
export function flatName(structure: string, property: string): string {
  const own = RENAMED[property] ?? property;
  const bare = structure === 'Artwork' ? own.replace(/^AO/, '') : own;
  const capital = bare.charAt(0).toUpperCase() + bare.slice(1);
  return capital.startsWith(structure) ? capital : structure + capital;
}
