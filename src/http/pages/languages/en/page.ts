/** Texts of every page. */
export const pageTexts = {
  'language.name': 'English',

  'page.skip': 'Skip to the content',
  'page.menu': 'Your account',
  'page.poweredBy': 'Gatehouse',
  'page.languages': 'Language',
  'page.save': 'Save',
  'page.never': 'never',
  'page.cancel': 'Cancel',
  'page.trace': 'Trace id: {traceId}',
  'page.owner': 'Account: {user}, at {organization}.',
  'page.problem': 'There is a problem',

  'menu.account': 'Profile',
  'menu.password': 'Password',
  'menu.security': 'Security',
  'menu.sessions': 'Sessions',
  'menu.applications': 'Applications',
  'menu.tokens': 'Access tokens',
  'menu.signOut': 'Sign out',
  'menu.administration': 'Administration',

  'field.organization': 'Organization',
  'field.organizationHint': 'Not needed if you use your e-mail address.',
  'field.userName': 'User name or e-mail',
  'field.password': 'Password',
  'field.currentPassword': 'Current password',
  'field.newPassword': 'New password',
  'field.repeatPassword': 'Repeat the new password',
  'field.showPassword': 'Show the password',
  'field.hidePassword': 'Hide the password',
  'field.email': 'E-mail',
  'field.firstName': 'First name',
  'field.lastName': 'Last name',
  'field.displayName': 'Display name',
  'field.language': 'Language',
  'field.theme': 'Appearance',
  'field.required': 'Fill in this field.',
  'field.invisible': 'Remove the invisible characters.',
  'field.tooLong': 'At most {limit:character|characters}.',

  'movingOn.title': 'You are being redirected',
  'movingOn.link': 'Continue',

  'error.title': 'Something went wrong',
  'error.text':
    'We could not do what you asked for. Try again; if it happens again, give your administrator the trace id.',
  'error.protocol': 'The application {application} sent a request that we cannot answer.',
  'error.protocolUnknown': 'The application sent a request that we cannot answer.',
  'error.notAllowed': 'Your organization does not allow this application.',
  'error.unknownOrganizationTitle': 'No such organization',
  'error.unknownOrganization': 'There is no organization “{organization}” in which {application} can be used.',
  'error.checkOrganization': 'Check the spelling of its name where you entered it, or ask those who gave you the link.',
  'error.tellDeveloper': 'Give this to the people who maintain it:',
  'error.notFoundTitle': 'Page not found',
  'error.notFound': 'The address is wrong, or the page no longer exists.',
  'error.busy': 'The server is busy. Try again in a few seconds.',
  'error.uncertain':
    'The server does not know whether what you have sent was kept. Look when it is available again, before you try again.',
  'error.tooLarge': 'What you have sent is too large. Go back, and send less, or a smaller file.',
  'error.tooMany': 'There were too many attempts from your network. Try again in {seconds} s.',
  'error.unprotected':
    'Nobody can sign in here, because passwords would cross the network unprotected. Tell the people who run this server.',
  'error.back': 'Back to {application}',
  'error.home': 'To the start page',

  'form.otherOrigin':
    'The form did not come from the address that this server knows as its own. Open the page at that address and try again; if you did, tell the people who run this server.',
  'form.noCookie':
    'Your browser sent no cookie. It was restarted in the meantime, or does not allow cookies for this server. Here is the form again: send it once more.',
  'form.foreign':
    'The form did not come from our page as this browser was shown it. Here it is again: send it once more.',
  'form.stale': 'The form was open for too long. Here it is again: send it once more.',
  'form.otherSession':
    'Somebody has signed in or out since the form was opened. Nothing was done. Here is the form for the person who is signed in now.',
} as const;
