/** @module A scene as SVG: solids with lit and shaded faces; metal has bright reflections, rubber is dull. */
import { px } from '../blindtest/drawing.js';
import { CORNERS } from './silhouette.js';
import { COLORS, REFLECTION, type Scene, type SceneObject } from './world.js';

const GROUND = '#d9d7d2';

/** The whole picture. */
export function drawSceneSvg({ width, height, objects }: Scene): string {
  const size = `width="${width}" height="${height}"`;
  const body = objects.map(drawSolid).join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="0 0 ${width} ${height}"><rect ${size} fill="${GROUND}"/>${body}</svg>`;
}

function drawSolid(object: SceneObject): string {
  const edge = `stroke="${shade(object, 0.62)}" stroke-width="${px(0.035 * object.radius)}" stroke-linejoin="round"`;
  return `${bodyOf(object, edge)}${object.material === 'metal' ? reflections(object) : ''}`;
}

function bodyOf(object: SceneObject, edge: string): string {
  const { x, y, radius: r, shape } = object;
  const at = (dx: number, dy: number): string => `${px(x + dx * r)},${px(y + dy * r)}`;
  switch (shape) {
    case 'sphere':
      return (
        `<circle cx="${px(x)}" cy="${px(y)}" r="${px(r)}" fill="${shade(object, 0.85)}" ${edge}/>` +
        `<ellipse cx="${px(x - 0.12 * r)}" cy="${px(y - 0.14 * r)}" rx="${px(0.74 * r)}" ry="${px(0.72 * r)}" fill="${shade(object, 1)}"/>`
      );
    case 'cube': {
      const top = [at(-1, -0.5), at(-0.5, -1), at(1, -1), at(0.5, -0.5)].join(' ');
      const side = [at(0.5, -0.5), at(1, -1), at(1, 0.5), at(0.5, 1)].join(' ');
      return (
        `<polygon points="${CORNERS.cube.map(([dx, dy]) => at(dx, dy)).join(' ')}" fill="${shade(object, 1)}" ${edge}/>` +
        `<polygon points="${top}" fill="${shade(object, 1.1)}" ${edge}/><polygon points="${side}" fill="${shade(object, 0.8)}" ${edge}/>`
      );
    }
    case 'cylinder': {
      const arc = (toX: number, toY: number, sweep: 0 | 1): string =>
        `A${px(0.75 * r)},${px(0.25 * r)} 0 0 ${sweep} ${at(toX, toY)}`;
      const hull = `M${at(-0.75, -0.85)} ${arc(0.75, -0.85, 1)} L${at(0.75, 0.85)} ${arc(-0.75, 0.85, 1)} Z`;
      return (
        `<path d="${hull}" fill="${shade(object, 0.92)}" ${edge}/>` +
        `<ellipse cx="${px(x)}" cy="${px(y - 0.85 * r)}" rx="${px(0.75 * r)}" ry="${px(0.25 * r)}" fill="${shade(object, 1.1)}" ${edge}/>`
      );
    }
  }
}

/** A large bright spot and a small one. */
function reflections({ x, y, radius: r }: SceneObject): string {
  const spot = (dx: number, dy: number, rx: number, ry: number): string =>
    `<ellipse cx="${px(x + dx * r)}" cy="${px(y + dy * r)}" rx="${px(rx * r)}" ry="${px(ry * r)}" fill="#ffffff"/>`;
  const { dx, dy, rx, ry } = REFLECTION;
  return spot(dx, dy, rx, ry) + spot(0.18, 0.5, 0.13, 0.09);
}

/** The object's colour, darker below 1 and lighter above. */
function shade({ color }: SceneObject, factor: number): string {
  const channels = COLORS[color].map((channel) => Math.min(255, Math.round(channel * factor)));
  return `#${channels.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}
