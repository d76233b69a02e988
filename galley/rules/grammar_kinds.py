"""The kinds of grammar mistake for which Harper's word is taken.

Each names one specific slip (a confused pair, a wrong verb form, a split compound) and was right far more
often than wrong on a quarter of a million words of published policies, contracts and reports. Matters of
taste (Oxford commas, title case, long sentences, brand names, abbreviations) are left out on purpose.
"""

from __future__ import annotations

GRAMMAR_KINDS = tuple(
    """
    ALongTime AMeansToAnEnd APart AWhile AdjectiveDoubleDegree AdvantageOf AfterAll AheadAnd
    AllIntentsAndPurposes AllReady AllThough Alongside AnA AnAnother AndIn AndTheLike AnotherAn
    AnotherOnes AnotherThings ApartFrom AsFarBackAs AsFollows AsIfThough AsLongAs AsMuchAs AsOpposedTo
    AskNoPreposition AtFaceValue AtLeasToLeast AtLestToLeast BareInMind BeAllowed BeBiased BeConcerned
    BePrejudiced BeWorried BeenThere Beforehand BellowBelow BetterOffPhrase BewareOf ByAccident CanBeSeen
    Cant CaseInPoint ColdModalTypo ComplainAsNoun ComprisesOf Confident CorrectNumberSuffix DespiteOf
    DidPast Didnt Discuss DoMistake DoToDueTo DoesOrDose DontCan DoubleModal EludedTo EverSince EveryTime
    Everybody ExceptOf ForAWhile ForFreeOfCharge FreePredicate Furthermore GetRidOf GoingTo HadOf
    HavePassed HavePronoun HelpedPast Henceforth Hereby However IAm IAmAgreement IfWouldve InDetail
    InNeedOf InsteadOf InterestedIn IsBeenAuxSequence ItCan Itself ItsPossessive LayoutVerb LetsConfusion
    LikelyHood Likewise LookForwardTo LookingForwardTo MayOfPronoun Meanwhile Misspell Misunderstand
    Misunderstood ModalOf MoreBetter NoLonger NotBeAfterNot Nonetheless Nothing Notwithstanding
    NounVerbConfusion Nowadays OfCourse OughtToBe Payed PleasRequestVerb PossessiveYour PronounAre
    PronounContraction PronounInflectionBe PronounVerbAgreement RelayOnForRely ResponsibleFor SafeToSave
    SeamToSeem SimplePastToPastParticiple SingleBe Somebody Somehow Someone StatuteOfLimitations
    SummarySummery SupposedTo TakeCareOf ThatThan The TheAnother TheDifferenceBetween TheMy
    TheWhetherWeather ThenThan ThereAfterCompound ThereIsAgreement ThereOwn ThereToTheir Therefore
    Therein Thereupon ThesesThese TheyreConfusions TheyreToTheir ThingThink ThoughThought ThreatenVerb
    ThrowAway ToAdverb ToBackOut ToLoseTooLoose ToTooIdioms ToWorryAbout TooTo Towards TransposedSpace
    TrialAndError Unless UseToUsedTo WantBe WasAloud WayTooAdjective Whereas WhomSubjectOfVerb
    WillContain WillNonLemma Without WithoutOut WokVerbTypo WorseOrWorst WorthToDo WreakHavoc
    WrongApostrophe YourOutClauseAgreement YourPredicateAdjective Yourself
    """.split()
)
