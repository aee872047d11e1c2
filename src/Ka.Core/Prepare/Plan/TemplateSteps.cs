using System.Collections.Generic;
using System.Linq;
using Ka.Linux;
using Ka.Nodes;
using Ka.Prepare.Model;
using Ka.Prepare.Rewrite;

namespace Ka.Prepare.Plan;

/// <summary>The operator's templates, with this clone's values.</summary>
internal static class TemplateSteps
{
    public static void Add(PlanDraft draft)
    {
        if (draft.Request.Given is not { } given)
            return;
        var request = draft.Request;
        var mac = request.Target.Cards.FirstOrDefault(card => card.IsMain)?.Mac;
        var values = new NodeValues(given, request.HostName, draft.Addresses?.Main, mac);
        foreach (var template in NodeTemplates.Files(draft.Tree))
        {
            var missing = new List<string>();
            var content = TemplateText.Render(
                draft.Text(template),
                name =>
                {
                    if (values.Find(name) is { } value)
                        return value;
                    missing.Add(name);
                    return "";
                }
            );
            foreach (var name in missing.Distinct())
                draft.Reasons.Add(
                    $"{BytePath.FromText(template)} needs {{{{ka.{BytePath.FromText(name)}}}}}, and this node is given none"
                );
            draft.Steps.Add(new RenderTemplate(template, NodeTemplates.TargetOf(template), content));
        }
    }
}
