import type { SeededRandom } from '../world/seeded-random';

// Only characters that Codat keeps in a company's name.

const owners =
  `Abbott Ashworth Bellamy Bexley Brandt Calloway Castellan Corrigan Dalton Delacroix Ellery Fairburn
  Fenwick Garner Greaves Hadley Halvorsen Harcourt Hollis Iverson Jessop Kearney Kingsley Lambert Linden Mabry
  Marchetti Moreau Norwood Okafor Osborne Pemberton Prescott Quill Radcliffe Rosen Sheridan Thackeray Underhill
  Vance Whitlock Yardley`.split(/\s+/);

const places =
  `Birchwood, Blue Harbor, Cedar Lane, Copper Hill, Eastgate, Fox Hollow, Granite Bay, Highland, Juniper,
  Lakeside, Maple Street, Mill Creek, Northfield, Old Town, Pine Ridge, Red Oak, Riverside, Silver Lake, South Quay,
  Stonebridge, Summit, Three Rivers, Westport`.split(/,\s+/);

const trades =
  `Bakery, Bicycles, Bookkeeping, Brewing, Builders, Cabinetry, Catering, Ceramics, Coffee, Dental Care,
  Electrical, Flooring, Florists, Freight, Furniture, Garden Supply, Glassworks, Grocers, Hardware, Heating & Air,
  Home Care, Joinery, Kitchens, Landscaping, Logistics, Marine, Metalworks, Motors, Optics, Outfitters, Packaging,
  Physiotherapy, Plumbing, Printing, Provisions, Roofing, Signs, Studio, Tailoring, Tile & Stone, Timber, Tools, Toys,
  Upholstery, Veterinary, Wine Merchants`.split(/,\s+/);

const forms = ['', '', ' Ltd', ' Inc.', ' LLC', ' Co.', ' Group'];

/** Names as a lender's customers have them, none twice. */
export function inventCompanyNames(random: SeededRandom, count: number): string[] {
  const names = new Set<string>();
  while (names.size < count) names.add(inventName(random));
  return [...names];
}

function inventName(random: SeededRandom): string {
  const trade = random.pick(trades);
  const form = random.pick(forms);
  switch (random.below(4)) {
    case 0:
      return `${random.pick(places)} ${trade}${form}`;
    case 1:
      return `${random.pick(owners)} & ${random.pick(['Sons', 'Daughters', 'Partners'])} ${trade}`;
    case 2:
      return `${random.pick(owners)} ${trade}${form}`;
    default:
      return `${random.pick(owners)} & ${random.pick(owners)} ${trade}${form}`;
  }
}
