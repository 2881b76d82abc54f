/** The two images that the reference page transforms: drawn here, so that they belong to nobody else. */
import sharp from 'sharp';

export const SCENE = { width: 240, height: 160 } as const;
/** Where the balloon is in the scene: its custom coordinates. */
export const BALLOON_AREA = '150,14,60,82';
export const BALLOON = { width: 160, height: 160 } as const;

/** A photograph as far as a transformation can tell: an evening over hills, a lake, and a balloon right of the middle. */
export function scene(): Promise<Buffer> {
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="240" height="160">
    <defs>
      <linearGradient id="sky" x2="0" y2="1">
        <stop offset="0" stop-color="#2b5c94"/><stop offset=".45" stop-color="#7fa9c9"/>
        <stop offset=".72" stop-color="#f3c79a"/><stop offset="1" stop-color="#f6a76b"/>
      </linearGradient>
      <radialGradient id="sun"><stop offset="0" stop-color="#fffbe8"/><stop offset=".22" stop-color="#ffe9b0"/>
        <stop offset="1" stop-color="#ffcf87" stop-opacity="0"/></radialGradient>
      <linearGradient id="far" x2="0" y2="1"><stop offset="0" stop-color="#7d87a6"/><stop offset="1" stop-color="#b7a3a6"/></linearGradient>
      <linearGradient id="mid" x2="0" y2="1"><stop offset="0" stop-color="#4e6b66"/><stop offset="1" stop-color="#7d8c74"/></linearGradient>
      <linearGradient id="near" x2="0" y2="1"><stop offset="0" stop-color="#2f5a37"/><stop offset="1" stop-color="#16301f"/></linearGradient>
      <linearGradient id="lake" x2="0" y2="1"><stop offset="0" stop-color="#e8b98c"/><stop offset="1" stop-color="#527a96"/></linearGradient>
      ${BALLOON_PAINT}
    </defs>
    <rect width="240" height="112" fill="url(#sky)"/>
    <g fill="#fff" opacity=".5"><ellipse cx="96" cy="30" rx="26" ry="4"/><ellipse cx="112" cy="26" rx="18" ry="4"/>
      <ellipse cx="34" cy="48" rx="20" ry="3"/></g>
    <circle cx="58" cy="86" r="42" fill="url(#sun)"/>
    <path fill="url(#far)" d="M0 98 28 78 52 92 84 64 116 92 140 80 172 98 206 74 240 92V118H0Z"/>
    <path fill="url(#mid)" d="M0 110Q40 86 84 104T168 100 240 106V124H0Z"/>
    <rect y="116" width="240" height="40" fill="url(#lake)"/>
    <g stroke="#ffe6bf" stroke-width="1" opacity=".7"><path d="M44 120H74M38 124H80M48 128H70M42 133H76"/></g>
    <path fill="url(#near)" d="M0 132Q60 118 110 138T240 128V160H0Z"/>
    <g fill="#1d3d27"><path d="M20 138 28 106 36 138ZM34 142 41 116 48 142ZM206 140 213 112 220 140ZM219 143 227 104 235 143Z"/></g>
    <g transform="translate(150 14) scale(.6)">${BALLOON_SHAPE}</g>
  </svg>`;
  return sharp(Buffer.from(drawing))
    .composite([{ input: grain(), raw: { ...SCENE, channels: 4 } }])
    .removeAlpha()
    .jpeg({ quality: 96, chromaSubsampling: '4:4:4' })
    .toBuffer();
}

/** The balloon alone, with room around it that is transparent. */
export function balloon(): Promise<Buffer> {
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="160" height="160">
    <defs>${BALLOON_PAINT}</defs><g transform="translate(30 12)">${BALLOON_SHAPE}</g></svg>`;
  return sharp(Buffer.from(drawing)).png().toBuffer();
}

const BALLOON_PAINT = `
  <radialGradient id="silk" cx=".35" cy=".3" r=".8"><stop offset="0" stop-color="#ff7a5c"/><stop offset="1" stop-color="#a3162b"/></radialGradient>
  <radialGradient id="gold" cx=".35" cy=".3" r=".9"><stop offset="0" stop-color="#ffe08a"/><stop offset="1" stop-color="#d98a1f"/></radialGradient>`;

/** 100 wide, 136 high. */
const BALLOON_SHAPE = `
  <path fill="url(#silk)" d="M50 2C78 2 97 23 97 49 97 76 66 96 60 108H40C34 96 3 76 3 49 3 23 22 2 50 2Z"/>
  <path fill="url(#gold)" d="M50 2C62 2 72 23 72 49 72 76 58 96 55 108H45C42 96 28 76 28 49 28 23 38 2 50 2Z"/>
  <path stroke="#5b3a1e" stroke-width="1.4" d="M41 108 43 121M59 108 57 121" fill="none"/>
  <rect x="41" y="120" width="18" height="13" rx="2" fill="#7a4a24"/><rect x="41" y="120" width="18" height="4" fill="#a8703c"/>`;

/** The noise of a sensor, the same each time. */
function grain(): Buffer {
  let state = 1;
  const random = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  const pixels = Buffer.alloc(SCENE.width * SCENE.height * 4);
  for (let at = 0; at < pixels.length; at += 4) {
    const level = random() < 0.5 ? 0 : 255;
    pixels.set([level, level, level, Math.round(random() * 6)], at);
  }
  return pixels;
}
