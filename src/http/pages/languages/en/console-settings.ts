/** Texts of the pages of the console: what settings are and what each choice costs. */
export const consoleSettingsTexts = {
  'setting.refused': 'This value is not possible.',
  'setting.Auth.Password.LengthWithSecondFactor': 'Minimum length beside a second factor',
  'setting.Auth.Password.LengthWithSecondFactor.hint':
    'For people who have a passkey or an app for codes. 0: as long as everybody’s.',
  'setting.Auth.Password.RefuseCommonPasswords': 'Refuse common passwords',
  'setting.Auth.Password.RefuseCommonPasswords.hint': 'The ones that are tried first. It costs nothing.',
  'setting.Auth.Password.RefuseBreachedPasswords': 'Refuse breached passwords',
  'setting.Auth.Password.RefuseBreachedPasswords.hint':
    'Those that became public elsewhere. Only where the operator has given the server a list, or lets it ask a service.',
  'setting.Auth.Password.RefuseContextWords': 'Refuse names',
  'setting.Auth.Password.RefuseContextWords.hint':
    'No name of the person, the organization or this product within the password.',
  'setting.Auth.Password.PreviousUseLimit': 'Latest passwords that may not be chosen again',
  'setting.Auth.Password.PreviousUseLimit.hint':
    'The present one counts. 0: any may come back. Each one costs a hash at a change.',
  'setting.Auth.Password.DefaultExpirationDays': 'Days until a password must be changed',
  'setting.Auth.Password.DefaultExpirationDays.hint':
    '0: never, as NIST advises. People who must change often choose weaker ones.',
  'setting.Auth.Password.WarnBeforeExpiration': 'Tell people before it expires',
  'setting.Auth.Password.WarnBeforeExpiration.hint': 'By mail, 14 and 3 days before.',
  'setting.Auth.Password.CheckBreachedAtSignIn': 'Look passwords up at the sign-in',
  'setting.Auth.Password.CheckBreachedAtSignIn.hint':
    'A password that became public must be changed before its owner comes in.',
  'setting.Auth.Password.ShouldChangePasswordAfterFirstLogin': 'Change a password that others have set',
  'setting.Auth.Password.ShouldChangePasswordAfterFirstLogin.hint':
    'At the next sign-in, so that nobody else knows it.',
  'setting.Auth.UserLockOut.IsEnabled': 'Limit wrong passwords',
  'setting.Auth.UserLockOut.IsEnabled.hint':
    'After too many wrong passwords, their sender must wait. Without it, passwords can be guessed without end.',
  'setting.Auth.UserLockOut.MaxFailedAccessAttemptsBeforeLockout': 'Wrong passwords before that',
  'setting.Auth.UserLockOut.MaxFailedAccessAttemptsBeforeLockout.hint':
    'Few: people who mistype call the help desk. Many: more guesses.',
  'setting.Auth.UserLockOut.DefaultAccountLockoutSeconds': 'Seconds to wait',
  'setting.Auth.UserLockOut.DefaultAccountLockoutSeconds.hint':
    'Five minutes (300) stop a guesser as well as an hour does, and cost the owner less.',
  'setting.Auth.UserLockOut.PerSource': 'Count by where attempts come from',
  'setting.Auth.UserLockOut.PerSource.hint':
    'With it, nobody can lock others out. Without it, anyone who knows a name can keep its owner out, for ever.',
  'setting.Auth.Session.IdleTimeoutEnabled': 'End sessions that are not used',
  'setting.Auth.Session.IdleTimeoutEnabled.hint': 'For machines that several people use.',
  'setting.Auth.Session.IdleTimeoutMinutes': 'Minutes without use',
  'setting.Auth.Session.IdleTimeoutMinutes.hint': 'Only where unused sessions are ended.',
  'setting.Auth.Session.KeepSignedInDays': 'Days that people can stay signed in',
  'setting.Auth.Session.KeepSignedInDays.hint': '0: nobody can, and sessions end with the browser.',
  'setting.Auth.Session.LimitConcurrentSessions': 'One session for each person',
  'setting.Auth.Session.LimitConcurrentSessions.hint': 'A new sign-in ends the one before, on other devices as well.',
  'setting.Auth.RequireConfirmedEmail': 'Only with a confirmed e-mail address',
  'setting.Auth.RequireConfirmedEmail.hint':
    'People who have not opened the link in the mail cannot sign in. This cannot be switched on while no administrator has a confirmed address.',
  'setting.Auth.RestrictBasicAuthentication': 'No passwords, but for those with an exemption',
  'setting.Auth.RestrictBasicAuthentication.hint':
    'Everybody else needs another way in, and there is none here yet. Leave it off unless every administrator has an exemption.',
  'setting.Auth.SecondFactor.GraceDays': 'Days to set one up',
  'setting.Auth.SecondFactor.GraceDays.hint':
    'From the first sign-in on, for people who have none. 0: at once. Few: safe sooner. Many: nobody is surprised.',
  'setting.Auth.SecondFactor.RememberDays': 'Days that a browser is remembered',
  'setting.Auth.SecondFactor.RememberDays.hint':
    'In such a browser the password alone is enough. 0: asked at every sign-in.',
  'setting.Auth.SecondFactor.EmailCodes': 'Codes by e-mail count',
  'setting.Auth.SecondFactor.EmailCodes.hint':
    'The weakest: who reads the mail can also set a new password. For people without a telephone or key.',
  'setting.Auth.SecondFactor.StepUpMinutes': 'Minutes until people prove again who they are',
  'setting.Auth.SecondFactor.StepUpMinutes.hint':
    'Before changing the password or factors, and in Security of this console. Few: an unlocked screen is worth less.',
  'setting.Auth.SecondFactor.StepUpApi': 'Also for their password and tokens over the API',
  'setting.Auth.SecondFactor.StepUpApi.hint':
    'Tools that change the own password of somebody, or make personal access tokens, need a recent sign-in. Applications are not asked.',
  'setting.Auth.CommandLineClient.Enabled': 'Command-line tools may sign people in',
  'setting.Auth.CommandLineClient.Enabled.hint':
    'The built-in clients of those tools. Without them, each tool needs an application of its own.',
  'setting.Auth.PersonalAccessToken.Enabled': 'People may make access tokens',
  'setting.Auth.PersonalAccessToken.Enabled.hint':
    'For scripts of their own. Existing ones stop working when it is off.',
  'setting.Auth.PersonalAccessToken.MaxLifespanDays': 'Days that a token may last',
  'setting.Auth.PersonalAccessToken.MaxLifespanDays.hint': 'The shorter, the less a lost one is worth.',
  'setting.Auth.PersonalAccessToken.MaxTokensPerUser': 'Tokens of one person',
  'setting.Auth.PersonalAccessToken.MaxTokensPerUser.hint': 'At the same time.',
  'setting.Auth.PersonalAccessToken.RevokeOnPasswordChange': 'End tokens with the password',
  'setting.Auth.PersonalAccessToken.RevokeOnPasswordChange.hint':
    'When their owner changes the password. Scripts then need new ones.',
} as const;
