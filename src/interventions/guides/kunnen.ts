/** Cards for who wants to use the box and cannot. */
import type { Guides } from '#interventions/guide.ts';

export const KUNNEN: Guides = {
  'erecognition-guide': {
    nl: {
      what: 'Een stappenplan op één pagina: welk inlogmiddel heb je nodig, wat kost het, hoe lang duurt het, en hoe machtig je een ander.',
      why: 'De meeste bedrijven haken af bij het inloggen. Wie vooraf weet wat er komt, begint op tijd en stopt minder vaak halverwege.',
      prepare: [
        'Waar bedrijven stoppen (zie Adoptie → Trechter).',
        'De actuele prijzen en wachttijden van de aanbieders.',
        'Twee vormen: voor een eenmanszaak en voor een rechtspersoon.'
      ],
      steps: [
        'Schrijf de stappen op in de volgorde waarin iemand ze doet.',
        'Zet bovenaan: hoe lang het duurt en wat je klaarlegt.',
        'Leg machtigen apart uit: de accountant, de medewerker.',
        'Laat vijf bedrijven het doen terwijl je meekijkt, en pas aan.',
        'Test op de site: met stappenplan tegen zonder.'
      ],
      avoid: ['Vaktaal als “betrouwbaarheidsniveau” zonder uitleg.', 'Een pdf: die is op een telefoon niet te lezen.']
    },
    en: {
      what: 'A guide on one page: which login means you need, what it costs, how long it takes, and how to authorise somebody else.',
      why: 'Most companies drop off at the login. Whoever knows beforehand what comes begins in time and stops halfway less often.',
      prepare: [
        'Where companies stop (see Adoption → Funnel).',
        'Present prices and waiting times of the suppliers.',
        'Two forms: for a sole proprietor and for a legal entity.'
      ],
      steps: [
        'Write the steps down in the order in which somebody takes them.',
        'Put on top: how long it takes and what to have at hand.',
        'Explain authorising separately: the accountant, the employee.',
        'Let five companies do it while you watch, and change it.',
        'Test it on the site: with the guide against without.'
      ],
      avoid: ['Jargon such as “assurance level” without explanation.', 'A PDF: it cannot be read on a telephone.']
    }
  },
  'remove-step': {
    nl: {
      what: 'Haal op de pagina waar bedrijven vastlopen één vraag, veld of klik weg, en test of meer bedrijven het einde halen.',
      why: 'Elke stap kost mensen. Een stap weghalen helpt iedereen, ook wie nooit belt.',
      prepare: [
        'De stap met de meeste uitval en fouten (zie Adoptie → Uitval).',
        'Wie de pagina mag wijzigen, en hoe snel.',
        'Welke vraag de wet echt eist, en welke wij erbij verzonnen.'
      ],
      steps: [
        'Kijk met drie bedrijven mee tot zij vastlopen.',
        'Kies één ding dat weg kan of dat de site zelf kan invullen.',
        'Maak er een experiment van met fouten als grenswaarde.',
        'Wacht tot het experiment een besluit geeft.',
        'Wat beter is, gaat naar iedereen. Noteer ook wat niet hielp.'
      ],
      avoid: ['Drie dingen tegelijk veranderen.', 'Een uitleg toevoegen waar een vraag weg kan.']
    },
    en: {
      what: 'Take away one question, field or click on the page where companies get stuck, and test whether more of them reach the end.',
      why: 'Every step loses people. Taking one away helps everybody, also those who never call.',
      prepare: [
        'The step with most drop-off and errors (see Adoption → Drop-off).',
        'Who may change the page, and how soon.',
        'Which question the law really wants, and which we thought up.'
      ],
      steps: [
        'Watch with three companies until they get stuck.',
        'Choose one thing that can go, or that the site can fill in.',
        'Make it an experiment with errors as guardrail.',
        'Wait until the experiment decides.',
        'What is better goes to everybody. Write down what did not help too.'
      ],
      avoid: ['Changing three things at once.', 'Adding an explanation where a question can go.']
    }
  },
  call: {
    nl: {
      what: 'Bel bedrijven die vastliepen en loop het samen door, op het moment dat zij toch achter hun scherm zitten.',
      why: 'Wie het al probeerde, weet en wil. Eén gesprek neemt dan vaak de laatste drempel weg. En je hoort waar het echt misgaat.',
      prepare: [
        'Een doellijst van bedrijven die je zelf mag benaderen (zie Motieven → Doellijst).',
        'Een belscript van een halve pagina.',
        'Een proefaccount om op mee te kijken.'
      ],
      steps: [
        'Loot wie je belt en wie nog niet, zodat je weet of het helpt.',
        'Bel tussen tien en twaalf. Zeg wie je bent en waarom je belt.',
        'Vraag waar het misging en doe die stap samen.',
        'Noteer het contact meteen: duur, uitkomst, hoe-vraag, tip.',
        'Bel hoogstens twee keer. Wie niet wil, hoort niets meer.'
      ],
      avoid: ['Om inloggegevens vragen. Nooit.', 'Een script voorlezen.', 'Bellen terwijl een ander team dat ook doet.']
    },
    en: {
      what: 'Call companies that got stuck and go through it together, at a moment when they are at their screen anyway.',
      why: 'Whoever tried knows and wants. One call then often takes the last threshold away. And you hear where it really goes wrong.',
      prepare: [
        'A target list of companies that you may approach (see Motives → Target list).',
        'A script of half a page.',
        'A test account to look along with.'
      ],
      steps: [
        'Draw whom you call and whom not yet, so that you know whether it helps.',
        'Call between ten and twelve. Say who you are and why you call.',
        'Ask where it went wrong and take that step together.',
        'Write the contact down at once: minutes, outcome, how-question, tip.',
        'Call twice at most. Whoever does not want to hears no more.'
      ],
      avoid: ['Asking for login details. Never.', 'Reading a script aloud.', 'Calling while another team does so too.']
    }
  },
  'side-by-side': {
    nl: {
      what: 'Ga naast iemand zitten terwijl die het eerste bericht verstuurt of behandelt. De ander heeft de muis.',
      why: 'Wie het één keer zelf gedaan heeft, kan het daarna. En jij ziet wat niemand je vertelt.',
      prepare: [
        'Een afspraak van anderhalf uur op een dag dat er echt een bericht te versturen is.',
        'Inloggen en machtigen dat vooraf getest is.',
        'Papier om mee te schrijven.'
      ],
      steps: [
        'Vraag eerst hoe het nu gaat.',
        'Laat de ander alles zelf doen. Zwijg tien tellen voor je helpt.',
        'Schrijf op waar het stokt, in hun woorden.',
        'Vraag aan het eind wat een verbetering zou zijn.',
        'Kom terug zodra er iets veranderd is en vraag of het dat ook is.'
      ],
      avoid: ['De muis overnemen.', 'Met drie mensen langsgaan.']
    },
    en: {
      what: 'Sit beside somebody while they send or handle their first message. The other one has the mouse.',
      why: 'Whoever did it once can do it from then on. And you see what nobody tells you.',
      prepare: [
        'An appointment of an hour and a half on a day when there really is a message to send.',
        'Login and authorisation that were tried beforehand.',
        'Paper to write on.'
      ],
      steps: [
        'First ask how it goes now.',
        'Let the other one do everything. Count to ten before you help.',
        'Write down where it halts, in their words.',
        'Ask at the end what would be an improvement.',
        'Come back once something was changed, and ask whether it is one.'
      ],
      avoid: ['Taking over the mouse.', 'Visiting with three people.']
    }
  },
  instruction: {
    nl: {
      what: 'Een instructie van drie kwartier met een werkwijzer op één pagina, voor wie berichten moet openen en beantwoorden.',
      why: 'Wie de box eens per maand opent, vergeet hoe het moet. Een werkwijzer naast het scherm scheelt zoeken en uitstel.',
      prepare: [
        'De stappen in het eigen systeem van deze gemeente of dit team.',
        'Een werkwijzer met schermafdrukken, op één kant.',
        'Een oefenbericht voor iedereen.'
      ],
      steps: [
        'Vraag vooraf wie er opent en wie invalt.',
        'Doe één bericht voor, laat daarna iedereen er zelf een doen.',
        'Vul de werkwijzer aan met wat zij misten.',
        'Spreek af wie hem bijhoudt.',
        'Kijk na zes weken of berichten op tijd antwoord krijgen.'
      ],
      avoid: ['Een handleiding van veertig bladzijden.', 'Instructie geven voordat de machtigingen geregeld zijn.']
    },
    en: {
      what: 'An instruction of three quarters of an hour with a work guide on one page, for those who open and answer messages.',
      why: 'Whoever opens the box once a month forgets how. A guide beside the screen saves searching and delay.',
      prepare: [
        'The steps in the system of this municipality or team.',
        'A work guide with screenshots, on one side.',
        'A practice message for everybody.'
      ],
      steps: [
        'Ask beforehand who opens it and who stands in.',
        'Show one message, then let everybody do one.',
        'Add to the guide what they missed.',
        'Agree who keeps it up to date.',
        'See after six weeks whether messages are answered in time.'
      ],
      avoid: ['A manual of forty pages.', 'Instructing before the authorisations are arranged.']
    }
  }
};
