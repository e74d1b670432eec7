/** An answer that says nothing but its text, and asks for nothing. */
export const plainAnswer = {
  statusCode: 'on-track',
  obstacles: '',
  consequence: '',
  impact: '',
  links: [],
  files: [],
  forecast: null,
  unchanged: 0,
  onBehalfOf: null,
  changeId: null,
}
