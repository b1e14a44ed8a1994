#:project ../src/Valence.Language
// A chatbot of a few intents, as the tutorials with intents.json have it; what it does not understand it says.
// Of the package: #:package Valence.Language@0.1.0 in the place of the first line.
//   dotnet run samples/Chat.cs [intents.json]
using Valence.Language;

var intents = args.Length > 0 ? Intents.Read(args[0]) : new Intents([
    new("greeting", ["Hello", "Hi there", "Good morning"], ["Hello! What can I do for you?"]),
    new("hours", ["When do you open?", "Are you open on Sunday?", "Until when can I come?"], ["From nine to six."]),
    new("rental", ["I want to rent a bike", "Do you lend bikes?", "Can we hire two bicycles?"], ["Today, or later?"])
    { SetsContext = "rental" },
    // Answered in the state alone that a question for a bike brings, and ends it.
    new("today", ["Today, please", "Right now", "As soon as possible"], ["Come by until five."])
    { Contexts = ["rental"], SetsContext = "" },
], new("fallback", ["Tell me a joke", "Who won the match?", "Play some music"], ["I know about bikes alone."]));

var bot = Chatbot.Train(intents);
Console.WriteLine($"Each question held out once:\n{bot.HeldOut}\n");
bot.Save("chat.valence");

var talk = Chatbot.Load("chat.valence").NewConversation();
string[] questions = ["Hello there", "Can I rent a bike?", "Today, please", "Today, please", "Sing a song"];
foreach (var question in args.Length > 0 && Console.IsInputRedirected ? Lines() : questions)
{
    var reply = talk.Reply(question);
    Console.WriteLine($"> {question}\n{reply.Text}   [{reply.Reason}]");
}

static IEnumerable<string> Lines()
{
    while (Console.ReadLine() is { } line) yield return line;
}
