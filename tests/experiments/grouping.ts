/** A design of which groups are drawn as a whole, to change in tests. */
export const BY_GROUP = {
  hypothesis: 'een duidelijke kop helpt bij het versturen',
  motive: 'kunnen',
  touchpoint: { kind: 'feature', feature: 'kop' },
  variants: [
    { name: 'Controle', weight: 0.5, value: 'oud' },
    { name: 'Nieuw', weight: 0.5, value: 'nieuw' }
  ],
  metric: 'form_submitted',
  ramp: [1]
};
