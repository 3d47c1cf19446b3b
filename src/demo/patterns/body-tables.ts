/** Body measurements of the standard bodies the drafts use, in centimetres. Source: @freesewing/models 4.10.2, rounded. */
export const women = {
  sizes: ['Size 34', 'Size 36', 'Size 38', 'Size 40', 'Size 42', 'Size 44', 'Size 46'],
  modelSizes: [28, 30, 32, 34, 36, 38, 40],
  bodyTable: {
    columns: ['', '34', '36', '38', '40', '42', '44', '46'],
    rows: [
      ['Bust', '76', '82', '87', '93', '98', '103', '109'],
      ['Waist', '64', '68', '71', '75', '79', '83', '86'],
      ['Hips', '90', '94', '97', '101', '105', '108', '112'],
    ],
  },
}

export const men = {
  sizes: ['Size XS', 'Size S', 'Size M', 'Size L', 'Size XL', 'Size 2XL'],
  modelSizes: [32, 34, 36, 38, 40, 42],
  bodyTable: {
    columns: ['', 'XS', 'S', 'M', 'L', 'XL', '2XL'],
    rows: [
      ['Chest', '84', '90', '95', '100', '105', '111'],
      ['Waist', '70', '74', '77', '81', '85', '88'],
      ['Seat', '92', '96', '99', '102', '105', '108'],
    ],
  },
}

export const designer = 'Saltmarsh Patterns'
