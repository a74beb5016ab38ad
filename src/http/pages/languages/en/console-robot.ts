/** The pages of the console about robot accounts and API resources. */
export const consoleRobotTexts = {
  'console.robot.about':
    'A robot account stands for work that nobody watches: it can be a member of groups, and others see by its name who has done what.',
  'console.robot.noSecret':
    'A robot account has no password and no secret of its own: robots get their tokens with the secret of an application.',
  'console.robot.noneTitle': 'No robot account yet',
  'console.robot.new': 'New robot account',
  'console.robot.name': 'Name',
  'console.robot.nameHint': 'It can never be changed, because other products keep it.',
  'console.robot.displayName': 'Display name',
  'console.robot.displayNameHint': 'Empty: the name is shown.',
  'console.robot.groupsHint': 'What a group may do, the robot may do.',
  'console.robot.lastLogin': 'Last sign-in',
  'console.robot.created': 'Created',
  'console.robot.made': '{name} has been created.',
  'console.robot.deleteOne': 'Delete {name}?',
  'console.robot.deleteMany': 'Delete {count:robot account|robot accounts}?',
  'console.robot.deleteText': 'Their memberships in groups are gone as well. This cannot be undone.',
  'console.robot.deleted': 'Deleted robot accounts: {count}.',

  'console.resource.about':
    'An API of yours, and its scopes: what applications may do there. Its name stands in the tokens as audience, so that the API can tell which ones are meant for it.',
  'console.resource.noneTitle': 'No API of your own yet',
  'console.resource.new': 'New API resource',
  'console.resource.builtIn': 'Built in',
  'console.resource.builtInText': 'They cannot be changed. What products of others ask for opens nothing here.',
  'console.resource.name': 'Name',
  'console.resource.nameHint':
    'The audience of its tokens, such as https://ledger.example.com. It can never be changed.',
  'console.resource.displayName': 'Display name',
  'console.resource.displayNameHint': 'Empty: the name is shown.',
  'console.resource.description': 'Description',
  'console.resource.scopes': 'Scopes',
  'console.resource.scopesText':
    'Call them Ledger.Read and Ledger.Write, and they can be chosen as “read” and “manage”. An emptied row is gone. A scope that an application has must stay.',
  'console.resource.scopeNumber': 'Scope {number}',
  'console.resource.scopeName': 'Scope',
  'console.resource.scopeDescription': 'What it allows',
  'console.resource.scopeType': 'Who may use it',
  'console.resource.type.both': 'Applications and people',
  'console.resource.type.user': 'People only',
  'console.resource.type.application': 'Applications only',
  'console.resource.moreScopes': 'More rows',
  'console.resource.tokenType': 'Type of its tokens',
  'console.resource.tokenTypeHint': 'at+jwt is the standard. Some libraries accept only JWT.',
  'console.resource.made': '{name} has been registered.',
  'console.resource.deleteTitle': 'Delete {name}?',
  'console.resource.deleteText':
    'Its scopes are gone as well. While an application has one of them, it cannot be deleted. This cannot be undone.',
  'console.resource.deleteButton': 'Delete {name}',
  'console.resource.deleted': '{name} has been deleted.',
} as const;
