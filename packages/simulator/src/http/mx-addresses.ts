/**
 * What MX has and the simulator lacks, in both versions (`tools/drift/snapshots`). `{}` is any name.
 */
const ADDRESSES = `
GET /account/account_numbers
POST /account/check_balance
GET /account/transactions
GET,POST /ach_returns
GET /ach_returns/{}
POST /authorization_code
GET /categories/default
GET /categories/{}
GET /credit_card_products/{}
GET /managed_institutions
GET /merchant_locations/{}
GET /merchants
GET /merchants/{}
PUT /micro_deposits/{}/verify
GET /payment_account
POST /payment_processor_authorization_code
GET /tokens
POST /transactions/enhance
GET /users/{}/account_verifications
POST /users/{}/accounts
POST /users/{}/accounts/merge
DELETE /users/{}/accounts/{}
GET /users/{}/accounts/{}/insights
GET /users/{}/accounts/{}/investment_holdings
POST /users/{}/accounts/{}/transactions
GET,POST /users/{}/budgets
POST /users/{}/budgets/generate
DELETE,GET,PUT /users/{}/budgets/{}
GET,POST /users/{}/categories
GET /users/{}/categories/default
DELETE,GET,PUT /users/{}/categories/{}
GET,POST /users/{}/goals
PUT /users/{}/goals/reposition
DELETE,GET,PUT /users/{}/goals/{}
GET /users/{}/insights
GET,PUT /users/{}/insights/{}
GET /users/{}/insights/{}/accounts
GET /users/{}/insights/{}/categories
GET /users/{}/insights/{}/merchants
GET /users/{}/insights/{}/scheduled_payments
GET /users/{}/insights/{}/transactions
GET /users/{}/investment_holdings
GET /users/{}/investment_holdings/{}
GET /users/{}/investment_holdings_deactivate
GET,POST /users/{}/managed_members
DELETE,GET,PUT /users/{}/managed_members/{}
GET,POST /users/{}/managed_members/{}/accounts
DELETE,GET,PUT /users/{}/managed_members/{}/accounts/{}
GET,POST /users/{}/managed_members/{}/accounts/{}/transactions
DELETE,GET,PUT /users/{}/managed_members/{}/accounts/{}/transactions/{}
PUT /users/{}/members/{}/accounts/{}
PUT /users/{}/members/{}/accounts/{}/transactions/{}
DELETE,POST /users/{}/members/{}/accounts/{}/transactions/{}/split
GET /users/{}/members/{}/investment_holdings
GET /users/{}/members/{}/rewards
GET /users/{}/members/{}/rewards/{}
GET /users/{}/members/{}/statements
GET /users/{}/members/{}/statements/{}
GET /users/{}/members/{}/statements/{}.pdf
GET,POST /users/{}/micro_deposits
DELETE,GET /users/{}/micro_deposits/{}
GET,PUT /users/{}/monthly_cash_flow_profile
GET,POST /users/{}/notifications
GET /users/{}/notifications/{}
GET /users/{}/repeating_transactions
GET /users/{}/repeating_transactions/{}
GET,POST /users/{}/spending_plans
DELETE,GET /users/{}/spending_plans/{}
GET /users/{}/spending_plans/{}/iterations
GET /users/{}/spending_plans/{}/iterations/current
GET,POST /users/{}/spending_plans/{}/iterations/current/iteration_items
DELETE,GET,PUT /users/{}/spending_plans/{}/iterations/current/iteration_items/{}
GET /users/{}/spending_plans/{}/iterations/{}
GET /users/{}/spending_plans/{}/spending_plan_accounts
DELETE,GET /users/{}/spending_plans/{}/spending_plan_accounts/{}
GET,POST /users/{}/taggings
DELETE,GET,PUT /users/{}/taggings/{}
GET,POST /users/{}/tags
DELETE,GET,PUT /users/{}/tags/{}
GET /users/{}/tags/{}/transactions
GET,POST /users/{}/transaction_rules
DELETE,GET,PUT /users/{}/transaction_rules/{}
DELETE,PUT /users/{}/transactions/{}
GET /users/{}/transactions/{}/insights
DELETE,POST /users/{}/transactions/{}/split
GET /vc/users/{}/accounts/{}/transactions
GET /vc/users/{}/members/{}/accounts
GET /vc/users/{}/members/{}/customers
`;

const PATTERNS = ADDRESSES.trim()
  .split('\n')
  .map((line) => line.split(' '))
  .map(([methods = '', path = '']) => ({
    methods: methods.split(','),
    path: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll('{}', '[^/]+')}$`),
  }));

/** Whether MX has this address, although the simulator does not. */
export const isAtMx = (method: string, path: string): boolean =>
  PATTERNS.some((one) => one.methods.includes(method) && one.path.test(path));
