/**
 * A fact that was not read and that a verdict may rest on all the same, since it is named. The table of what is
 * assumed, and why that is safe, is `verdict/assumptions.ts`.
 */
export type AssumptionId =
  | 'no-pull-by-service-account'
  | 'no-deny-assignment'
  | 'no-other-pull-secret'
  | 'open-registry-behind-custom-dns'
  | 'default-value'
  | 'chart-joins-values'
  | 'external-registry-rbac'
  | 'external-registry-defaults';
